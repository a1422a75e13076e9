import { expect, test } from "vitest";
import {
  BoardEnd,
  board,
  calling,
  FarEnd,
  ff68,
  keypad,
  PrinterEnd,
  picture,
  rater,
  slipPrinter,
  tcpLine,
  useFarEnds,
  windowPicture,
} from "./far-end.test-kit.ts";

const { far, hall } = useFarEnds();

test("a technician sees what a board was told and said, in words, and not what its neighbours were told", async () => {
  const end = await far(new BoardEnd());
  const h = hall([tcpLine("boards", end.port)], [board(1), board(2)]);
  h.hall.show(picture(calling(1, "A001"), windowPicture(2)));
  await h.until("both", () => ["led-1", "led-2"].every((id) => h.device(id).health === "ok"));
  const facts = h.hall.facts("led-1");
  expect(facts?.line).toMatchObject({ id: "boards", connected: true, devices: ["led-1", "led-2"] });
  expect(facts?.abilities).toEqual(["show-text"]);
  expect(facts?.frames.map((f) => [f.way, f.meaning, f.mine])).toEqual([
    ["in", "1 号屏应答：已显示", true],
    ["out", "1 号屏显示“请A001”（红）", true],
  ]);
  expect(facts?.frames[0]?.hex).toBe("A0 90 01 A5 AA");
  expect(h.hall.facts("none")).toBeNull();
});

test("a test text stays ten seconds and gives way to a call", async () => {
  const end = await far(new BoardEnd());
  const h = hall([tcpLine("boards", end.port)], [board(1)]);
  h.hall.show(picture(windowPicture(1)));
  await h.until("idle", () => end.shows(1) === "1号窗口");
  expect(await h.hall.attempt("led-1", { act: "show-text", text: "测试一" })).toMatchObject({ done: true });
  await h.until("test", () => end.shows(1) === "测试一");
  h.hall.show(picture(windowPicture(1, { waiting: 9 })));
  await h.pass(500);
  expect(end.shows(1)).toBe("测试一");
  await h.until("the hall again", () => end.shows(1) === "1号窗口", 11_000);
  await h.hall.attempt("led-1", { act: "show-text", text: "888" });
  await h.until("a number", () => end.shows(1) === "请888");
  h.hall.show(picture(calling(1, "A002")));
  await h.until("the call", () => end.shows(1) === "请A002", 1_000);
  expect(await h.hall.attempt("led-1", { act: "beep" })).toBeNull();
});

test("keypads beep, raters ask, printers print a test slip or say why not", async () => {
  const keys = await far(new FarEnd());
  const paper = await far(new PrinterEnd());
  const h = hall(
    [tcpLine("keys", keys.port), tcpLine("slips", paper.port)],
    [keypad(1), rater(1), slipPrinter()],
  );
  await h.until("up", () => h.device("key-1").health === "ok" && h.device("printer-1").health === "ok");
  await h.hall.attempt("key-1", { act: "beep" });
  await h.hall.attempt("rater-1", { act: "ask-rating" });
  await h.until("frames", () => keys.bytes.includes(ff68(1, 3)) && keys.bytes.includes(ff68(1, 1, 0x0b)));
  expect(h.hall.facts("key-1")?.frames.map((f) => f.meaning)).toContain("1 号键盘：蜂鸣");
  keys.send(ff68(1, 1, 0x0c));
  await h.until("press", () => h.presses.length === 1);
  expect(h.hall.facts("key-1")?.frames.map((f) => f.meaning)).toContain("1 号键盘按“呼叫”");

  let tried: { done: boolean } | null = null;
  void h.hall.attempt("printer-1", { act: "print" }).then((result) => {
    tried = result;
  });
  await h.until("printed", () => tried !== null);
  expect([tried, paper.cuts()]).toMatchObject([{ done: true }, 1]);
  // Slips carry names and phone numbers: of what was sent only the first bytes are shown.
  const long = h.hall.facts("printer-1")?.frames.filter((f) => f.length > 20) ?? [];
  expect(long.length).toBeGreaterThan(0);
  for (const frame of long) expect(frame.hex.length).toBeLessThanOrEqual(11);
  paper.status = { 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72 };
  let refused: { done: boolean; text: string } | null = null;
  void h.hall.attempt("printer-1", { act: "print" }).then((result) => {
    refused = result;
  });
  await h.until("refused", () => refused !== null);
  expect(refused).toEqual({ done: false, text: "没有打印：打印机缺纸" });
});

test("exchanged addresses take effect at once, on the line opened anew", async () => {
  const end = await far(new BoardEnd());
  const h = hall([tcpLine("boards", end.port)], [board(1), board(2)]);
  h.hall.show(picture(calling(1, "A001"), calling(2, "B002")));
  await h.until("both", () => end.shows(1) === "请A001" && end.shows(2) === "请B002");
  let done = false;
  void h.hall
    .readdress(
      new Map([
        ["led-1", 2],
        ["led-2", 1],
      ]),
    )
    .then(() => {
      done = true;
    });
  await h.until("exchanged", () => done && end.shows(1) === "请B002" && end.shows(2) === "请A001");
  expect(h.device("led-1").address).toBe(2);
  await h.until("ok", () => h.device("led-1").health === "ok" && h.device("led-2").health === "ok");
});
