import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { KioskRoomView } from "../../src/contract/desk-input.ts";
import type { HallConfigInput } from "../../src/contract/hall-config.ts";
import type { Ticket } from "../../src/contract/ticket.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { until } from "./support/until.ts";

// A card on the reader, a code before the scanner and a call from the loudspeaker, each over its own bytes.

const CARD = { name: "张三丰", number: "11010519491231002X" };
let hall: SimHall;
let socket: Socket;

function withInputs(config: HallConfigInput): HallConfigInput {
  const lines = ["card", "scan", "speech"].map((id) => ({ id, transport: { kind: "virtual" as const } }));
  return {
    ...config,
    lines: [...(config.lines ?? []), ...lines],
    devices: [
      ...(config.devices ?? []),
      { id: "id-1", role: "id-reader", driver: "sdt", line: "card", kiosk: "k1" },
      { id: "scan-1", role: "code-scanner", driver: "serial-scanner", line: "scan", kiosk: "k1" },
      { id: "tts-1", role: "speaker", driver: "xf-tts", line: "speech" },
    ],
  };
}

/** What the kiosk's page is told now. */
function room(): Promise<KioskRoomView> {
  return new Promise((resolve) => {
    socket.once("snapshot", (message: { view: KioskRoomView }) => resolve(message.view));
    socket.emit("join", { room: "kiosk:k1", token: hall.token });
  });
}

beforeAll(async () => {
  hall = await startHall({ config: withInputs });
  socket = io(hall.url, { transports: ["websocket"] });
});
afterAll(async () => {
  socket?.close();
  await hall?.stop();
});

it("a card on the reader gives this kiosk a token for one number, and shows no name anywhere", async () => {
  await hall.virtual.act({ act: "card", device: "id-1", card: CARD });
  const card = await until("the card", async () => (await room()).card);
  expect(card).toMatchObject({ mask: "张*", document: "resident" });
  expect(JSON.stringify(await room())).not.toMatch(/三丰|1949/);

  const body = { queue: "comprehensive", kiosk: "k1", card: card.token };
  const first = await hall.call<Ticket>("POST", "/tickets", body);
  expect(first.status).toBe(201);
  const second = await hall.call<{ code: string }>("POST", "/tickets", body);
  expect([second.status, second.json.code]).toEqual([409, "card.unknown"]);
  expect((await room()).card).toBeNull();

  // Neither the log nor the journal has name or number; the vault's own table is not looked into here.
  expect(hall.output()).not.toMatch(/三丰|11010519491231/);
});

it("the phone page's code shows the kiosk whose it is, and another code is not repeated", async () => {
  const ticket = (await hall.call<Ticket>("POST", "/tickets", { queue: "property", kiosk: "k1" })).json;
  await hall.virtual.act({ act: "scan", device: "scan-1", text: ticket.statusUrl ?? "" });
  const scan = await until("the scan", async () => (await room()).scan);
  expect(scan.kind).toBe("visit");
  const visit = await hall.call<{ number: string }>("GET", `/visits/${scan.text}`);
  expect(visit.json.number).toBe(ticket.number);
  await hall.virtual.act({ act: "scan", device: "scan-1", text: CARD.number });
  const next = await until("the next", async () => {
    const now = (await room()).scan;
    return now && now.id > scan.id ? now : null;
  });
  expect(next).toMatchObject({ kind: "unknown", text: "" });
});

it("a call is spoken by the module, whole", async () => {
  await hall.window("w01", "open", { staff: "s01" });
  await hall.window("w01", "call-next");
  const said = await hall.virtual.until("the call spoken to its end", (view) => {
    const module = view.devices.find((d) => d.id === "tts-1");
    return module?.kind === "speaker" ? module.said[0] : undefined;
  });
  expect(said).toMatchObject({ whole: true });
  expect(said.text).toMatch(/Z.*零零一.*1号窗口/);
});
