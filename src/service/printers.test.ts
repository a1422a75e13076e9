import { describe, expect, test } from "vitest";
import { demoConfig } from "../config/demo.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import { kioskPrinter, printerName, printerNotices, takeOvers } from "./printers.ts";

const demo = demoConfig();
const base = demo.devices.find((d) => d.id === "printer-1");
if (base?.role !== "ticket-printer") throw new Error("the demo has no printer");
const config: HallConfig = {
  ...demo,
  kiosks: [
    { ...demo.kiosks[0], id: "k1", name: "东门取号机", printer: undefined, printers: ["a", "b"] } as never,
    { ...demo.kiosks[0], id: "k2", name: "西门取号机", printer: "c" } as never,
    { ...demo.kiosks[0], id: "k3", name: "无纸取号机", printer: undefined } as never,
  ],
  devices: [
    { ...base, id: "a" },
    { ...base, id: "b", name: "咨询台打印机", fallback: "c" },
    { ...base, id: "c", fallback: "d" },
    { ...base, id: "d", fallback: "c" },
  ],
};
const standing = (id: string, health: "ok" | "degraded" | "off", reason: string | null = null) => ({
  id,
  role: "ticket-printer",
  health,
  reason,
});

describe("who takes over for a printer", () => {
  test.each([
    ["a", "k1", ["a", "b", "c", "d"]],
    ["a", null, ["a"]],
    ["b", "k1", ["b", "c", "d"]],
    ["c", "k2", ["c", "d"]],
    ["d", null, ["d", "c"]],
    ["gone", "k1", ["gone"]],
  ])("%s asked for at %s", (printer, kiosk, chain) => {
    expect(takeOvers(config, printer, kiosk)).toEqual(chain);
  });

  test("a printer is called by its name, or by the kiosk it stands at, or by its id", () => {
    expect(["a", "b", "c", "d"].map((id) => printerName(config, id))).toEqual([
      "东门取号机的打印机",
      "咨询台打印机",
      "西门取号机的打印机",
      "d",
    ]);
  });
});

test("a kiosk tells before a number is taken that its slip comes out elsewhere, or not at all; near end is no trouble", () => {
  const at = (...devices: ReturnType<typeof standing>[]) => kioskPrinter(config, devices, "k1");
  expect(at(standing("a", "degraded", "纸将用完"), standing("b", "ok"))).toMatchObject({ printer: "ok" });
  expect(at(standing("a", "off", "打印机缺纸"), standing("b", "ok"))).toEqual({
    printer: "elsewhere",
    printerReason: "打印机缺纸",
    printerElsewhere: "咨询台打印机",
  });
  expect(at(standing("a", "off", "打印机缺纸"), standing("b", "off", "x"))).toMatchObject({
    printer: "trouble",
    printerReason: "打印机缺纸",
  });
  expect(kioskPrinter(config, [], "k3")).toMatchObject({ printer: "none" });
});

test("staff are told of every printer that is off or soon will be", () => {
  const devices = [
    standing("a", "ok"),
    standing("b", "degraded", "纸将用完，请准备换纸"),
    standing("c", "off", "打印机缺纸"),
    { ...standing("led", "off", "断开"), role: "window-board" },
  ];
  expect(printerNotices(config, devices)).toEqual([
    "咨询台打印机：纸将用完，请准备换纸",
    "西门取号机的打印机：打印机缺纸",
  ]);
});
