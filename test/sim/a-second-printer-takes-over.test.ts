import { expect, it, onTestFinished } from "vitest";
import type { HallConfigInput } from "../../src/contract/hall-config.ts";
import { startHall } from "./support/hall.ts";
import { allOn, system, ticketUntil } from "./support/people.ts";
import { until } from "./support/until.ts";
import { cutSlips } from "./support/virtual.ts";

const PRINTER_2 = { id: "printer-2", role: "ticket-printer", driver: "escpos", line: "slips-2" } as const;

/** One asks, the other tells by itself: each way of knowing takes over and is taken over from. */
function withSecond(hall: HallConfigInput): HallConfigInput {
  return {
    ...hall,
    lines: [...(hall.lines ?? []), { id: "slips-2", transport: { kind: "virtual" } }],
    devices: [
      ...(hall.devices ?? []).map((d) => (d.id === "printer-1" ? { ...d, fallback: "printer-2" } : d)),
      { ...PRINTER_2, name: "咨询台打印机", columns: 48, status: "asb" },
    ] as HallConfigInput["devices"],
  };
}

it("out of paper, the second printer prints, once, and the ticket says where; near its end it warns; a job waits out a restart", async () => {
  const hall = await startHall({ config: withSecond });
  onTestFinished(() => hall.stop());
  await allOn(hall);
  const slips = async (printer: string) => cutSlips(await hall.virtual.state(), printer);
  const issue = () => hall.issue({ queue: "comprehensive", kiosk: "k1" });
  const reasonOf = async (id: string) => (await system(hall)).devices.find((d) => d.id === id)?.reason;

  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "out" });
  const first = await issue();
  const printed = await ticketUntil(hall, first.id, "a slip", (t) => t.slip?.state === "printed");
  expect(printed.slip).toEqual({
    state: "printed",
    reason: "打印机缺纸",
    printer: { id: "printer-2", name: "咨询台打印机", instead: true },
  });
  const [slip, ...others] = await slips("printer-2");
  expect(others).toEqual([]);
  expect(slip).toContain("Z001");
  expect(slip).not.toContain("补打");
  const kiosk = await hall.call("GET", "/kiosks/k1");
  expect(kiosk.json).toMatchObject({
    printer: "elsewhere",
    printerReason: "打印机缺纸",
    printerElsewhere: "咨询台打印机",
  });
  expect((await system(hall)).failures).toEqual([]);

  await hall.virtual.act({ act: "paper", device: "printer-2", paper: "near-end" });
  await until("the warning", async () => (await reasonOf("printer-2")) === "纸将用完，请准备换纸");

  // Both without paper: the job fails for its own printer's reason; with paper again nothing comes out by itself.
  await hall.virtual.act({ act: "trouble", device: "printer-2", trouble: "cutter" });
  await until("the cutter", async () => (await reasonOf("printer-2")) === "切刀故障");
  const second = await issue();
  const failed = await ticketUntil(hall, second.id, "it to fail", (t) => t.slip?.state === "failed");
  expect(failed.slip?.reason).toBe("打印机缺纸");
  await hall.virtual.act({ act: "trouble", device: "printer-2", trouble: "none" });

  // Cut off with a job waiting: started again, it is printed, once.
  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "ok" });
  await until("paper", async () => (await reasonOf("printer-1")) === null);
  const third = await issue();
  await hall.kill("SIGKILL");
  await hall.start();
  const kept = await ticketUntil(hall, third.id, "its slip", (t) => t.slip?.state === "printed");
  expect(kept.slip?.printer).toMatchObject({ id: "printer-1", instead: false });
  const all = [...(await slips("printer-1")), ...(await slips("printer-2"))];
  expect(all.filter((text) => text.includes("Z002"))).toEqual([]);
  expect(all.filter((text) => text.includes("Z001"))).toHaveLength(1);
  const thirds = all.filter((text) => text.includes("Z003"));
  // Killed between the printer's last byte and the mark, a second one says that it is one.
  expect(thirds.slice(1).every((text) => text.includes("补打"))).toBe(true);
  expect(thirds.length).toBeGreaterThanOrEqual(1);
});
