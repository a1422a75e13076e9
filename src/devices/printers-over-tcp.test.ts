import { describe, expect, it } from "vitest";
import type { PrintDocument } from "../contract/print.ts";
import { type HallUnderTest, PrinterEnd, slipPrinter, tcpLine, useFarEnds } from "./far-end.test-kit.ts";

const { far, hall } = useFarEnds();
const slip: PrintDocument = {
  title: "slip",
  lines: [
    { kind: "text", text: "综合受理", align: "center" },
    { kind: "text", text: "Z003", align: "center", width: 4, height: 4 },
    { kind: "qr", data: "http://10.0.0.2/v/abc" },
  ],
};

describe("printers", () => {
  const setUp = async (change: object = {}) => {
    const end = await far(new PrinterEnd());
    const h = hall([tcpLine("slips", end.port)], [{ ...slipPrinter(), ...change }]);
    await h.until("line up", () => end.connected === 1 && !/连接/.test(h.device("printer-1").reason ?? ""));
    return { end, h };
  };
  const printing = (h: HallUnderTest) => {
    const state = { handed: 0, outcome: null as Awaited<ReturnType<typeof h.hall.print>> | null };
    void h.hall.print("printer-1", slip, { handed: () => state.handed++ }).then((o) => {
      state.outcome = o;
    });
    return state;
  };

  it("prints, with status before and after, and says so once all bytes are handed over", async () => {
    const { end, h } = await setUp();
    await h.until("ready", () => h.device("printer-1").health === "ok");
    end.bytes = Buffer.alloc(0);
    const job = printing(h);
    await h.until("done", () => job.outcome !== null);
    expect(job).toEqual({ handed: 1, outcome: { printed: true, nearEnd: false } });
    expect(end.cuts()).toBe(1);
    expect(end.bytes.subarray(0, 3)).toEqual(Buffer.from([0x10, 4, 1]));
    expect(end.bytes.includes(Buffer.from([0x1c, 0x26]))).toBe(true);
    expect(new TextDecoder("gb18030").decode(end.bytes)).toContain("综合受理");
    expect(end.bytes.lastIndexOf(Buffer.from([0x10, 4, 4]))).toBeGreaterThan(
      end.bytes.indexOf(Buffer.from([0x1d, 0x56])),
    );
  });

  it("tells out of paper before anything is printed, and prints when there is paper again", async () => {
    const { end, h } = await setUp();
    end.status = { 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72 };
    const job = printing(h);
    await h.until("refused", () => job.outcome !== null);
    expect(job).toMatchObject({
      handed: 0,
      outcome: { printed: false, trouble: "paper-out", begun: false },
    });
    expect(h.device("printer-1")).toMatchObject({ health: "off", reason: "打印机缺纸" });
    expect(end.cuts()).toBe(0);
    end.status = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x1e };
    const again = printing(h);
    await h.until("printed", () => again.outcome !== null);
    expect(again.outcome).toEqual({ printed: true, nearEnd: true });
    expect(h.device("printer-1").health).toBe("degraded");
  });

  it.each([
    ["cover-open", { 1: 0x1a, 2: 0x16, 3: 0x12, 4: 0x72 }],
    ["cutter", { 1: 0x1a, 2: 0x52, 3: 0x1a, 4: 0x12 }],
    ["unrecoverable", { 1: 0x1a, 2: 0x52, 3: 0x32, 4: 0x12 }],
    ["overheated", { 1: 0x1a, 2: 0x52, 3: 0x52, 4: 0x12 }],
    ["error", { 1: 0x1a, 2: 0x52, 3: 0x16, 4: 0x12 }],
    ["offline", { 1: 0x1a, 2: 0x12, 3: 0x12, 4: 0x12 }],
  ])("tells %s apart", async (trouble, status) => {
    const { end, h } = await setUp();
    end.status = status;
    const job = printing(h);
    await h.until("refused", () => job.outcome !== null);
    expect(job.outcome).toMatchObject({ printed: false, trouble, begun: false });
  });

  it("tells paper that runs out in the slip, which then has begun", async () => {
    const { end, h } = await setUp();
    await h.until("ready", () => h.device("printer-1").health === "ok");
    end.onCut = () => {
      end.status = { 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72 };
    };
    const job = printing(h);
    await h.until("trouble", () => job.outcome !== null);
    expect(job.outcome).toMatchObject({ printed: false, trouble: "paper-out", begun: true });
    expect(job.handed).toBe(1);
  });

  it("believes a printer that says it came to the end, whatever it lacks now", async () => {
    const { end, h } = await setUp();
    end.tellsReached = true;
    await h.until("ready", () => h.device("printer-1").health === "ok");
    end.onCut = () => {
      end.status = { 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72 };
    };
    const job = printing(h);
    await h.until("printed", () => job.outcome !== null);
    expect(job.outcome).toMatchObject({ printed: true });
    await h.until("told", () => h.device("printer-1").reason === "打印机缺纸");
  });

  it("does not print on a printer that answers nothing, unless it is known to", async () => {
    const { end, h } = await setUp();
    end.silent = true;
    const job = printing(h);
    await h.until("no answer", () => job.outcome !== null);
    expect(job.outcome).toMatchObject({ printed: false, trouble: "no-answer", begun: false });
    // Its first look may have been answered before it fell silent: then one question more decides.
    await h.until("off", () => h.device("printer-1").health === "off");

    const mute = await setUp({ status: "none" });
    mute.end.silent = true;
    const other = printing(mute.h);
    await mute.h.until("printed", () => other.outcome !== null);
    expect(other.outcome).toEqual({ printed: true, nearEnd: false });
    expect(mute.end.cuts()).toBe(1);
    expect(mute.h.device("printer-1").health).toBe("ok");
  });

  it("answers soon when the line is down or the printer unknown", async () => {
    const { end, h } = await setUp();
    await end.close();
    await h.until("down", () => h.device("printer-1").health === "off");
    const from = h.clock.now();
    const job = printing(h);
    await h.until("line down", () => job.outcome !== null);
    expect(job.outcome).toMatchObject({ printed: false, trouble: "line-down", begun: false });
    expect(h.clock.now() - from).toBeLessThanOrEqual(3_100);
    expect(await h.hall.print("nobody", slip, { handed: () => {} })).toMatchObject({
      trouble: "unknown-printer",
    });
  });

  it("prints one job after another, whole", async () => {
    const { end, h } = await setUp();
    const jobs = Array.from({ length: 5 }, () => printing(h));
    await h.until("all", () => jobs.every((j) => j.outcome?.printed === true));
    expect(end.cuts()).toBe(5);
  });

  it("says begun when the line breaks in the job", async () => {
    const { end, h } = await setUp();
    await h.until("ready", () => h.device("printer-1").health === "ok");
    end.onCut = () => end.drop();
    const job = printing(h);
    await h.until("broken", () => job.outcome !== null);
    expect(job.outcome).toMatchObject({ printed: false, trouble: "line-down", begun: true });
  });

  it("notices by itself that the paper is out and back", async () => {
    const { end, h } = await setUp();
    await h.until("ready", () => h.device("printer-1").health === "ok");
    end.status = { ...end.status, 4: 0x72 };
    await h.until("out", () => h.device("printer-1").reason === "打印机缺纸", 12_000);
    end.send(Buffer.from([0x10, 0, 0, 0])); // automatic status: all is well
    await h.until("back", () => h.device("printer-1").health === "ok", 100);
  });

  it("one that tells by itself is told to, known by its first word, and not asked by DLE EOT", async () => {
    const { end, h } = await setUp({ status: "asb" });
    end.tellsReached = true;
    await h.until("told to", () => end.bytes.includes(Buffer.from([0x1d, 0x61])));
    await h.until("ready", () => h.device("printer-1").health === "ok");
    const job = printing(h);
    await h.until("printed", () => job.outcome !== null);
    expect(job.outcome).toEqual({ printed: true, nearEnd: false });
    expect(end.bytes.includes(Buffer.from([0x10, 4]))).toBe(false);
    // ESC @ ends it on real printers: said again at once.
    expect(end.bytes.includes(Buffer.from([0x1b, 0x40, 0x1d, 0x61]))).toBe(true);
  });

  it("is believed at once when it tells of no paper, of paper again, and of little paper left", async () => {
    const { end, h } = await setUp({ status: "asb" });
    end.tellsReached = true;
    await h.until("ready", () => h.device("printer-1").health === "ok");
    end.tell([0x18, 0x00, 0x0c, 0x0f]);
    await h.until("out", () => h.device("printer-1").reason === "打印机缺纸", 500);
    const refused = printing(h);
    await h.until("refused", () => refused.outcome !== null);
    expect(refused).toMatchObject({ handed: 0, outcome: { trouble: "paper-out", begun: false } });
    expect(end.cuts()).toBe(0);
    end.tell([0x10, 0x00, 0x03, 0x0f]);
    await h.until("near", () => h.device("printer-1").health === "degraded", 500);
    expect(h.device("printer-1").reason).toBe("纸将用完，请准备换纸");
    const job = printing(h);
    await h.until("printed", () => job.outcome !== null);
    expect(job.outcome).toEqual({ printed: true, nearEnd: true });
  });

  it("tells by itself of a cutter that jams in the slip", async () => {
    const { end, h } = await setUp({ status: "asb" });
    await h.until("ready", () => h.device("printer-1").health === "ok");
    end.onCut = () => end.tell([0x18, 0x08, 0x00, 0x0f]);
    const job = printing(h);
    await h.until("failed", () => job.outcome !== null);
    expect(job.outcome).toMatchObject({ printed: false, trouble: "cutter", begun: true });
  });

  it("one that should tell by itself and says nothing is no printer to print on", async () => {
    const { end, h } = await setUp({ status: "asb" });
    end.silent = true;
    const job = printing(h);
    await h.until("no answer", () => job.outcome !== null);
    expect(job.outcome).toMatchObject({ printed: false, trouble: "no-answer", begun: false });
  });

  it("clears what a cut-off job left in the printer before it prints the next", async () => {
    const { end, h } = await setUp();
    await h.until("ready", () => h.device("printer-1").health === "ok");
    end.onCut = () => end.drop();
    const job = printing(h);
    await h.until("broken", () => job.outcome !== null);
    end.onCut = () => {};
    end.bytes = Buffer.alloc(0);
    await h.until("back", () => h.device("printer-1").health === "ok");
    const next = printing(h);
    await h.until("printed", () => next.outcome?.printed === true);
    const cleared = end.bytes.indexOf(Buffer.from([0x10, 0x14, 0x08]));
    expect(cleared).toBeGreaterThanOrEqual(0);
    expect(cleared).toBeLessThan(end.bytes.indexOf(Buffer.from([0x1b, 0x40])));
  });
});
