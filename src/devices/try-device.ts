import type { DeviceAct, DeviceTried } from "../contract/device-desk.ts";
import { PRINT_TROUBLE_TEXT, type PrintDocument } from "../contract/print.ts";
import type { HallDevice } from "./hall-device.ts";

/** What a technician can make a device do. */
export function abilitiesOf(device: HallDevice): readonly DeviceAct["act"][] {
  const can: Readonly<Record<DeviceAct["act"], boolean>> = {
    "show-text": device.showText !== null,
    print: device.print !== null,
    beep: device.beep !== null,
    "ask-rating": device.testRating !== null,
  };
  return (Object.keys(can) as DeviceAct["act"][]).filter((act) => can[act]);
}

/** Makes a device do it; null: it has no such ability. */
export async function tryDevice(
  device: HallDevice,
  act: DeviceAct,
  now: string,
): Promise<DeviceTried | null> {
  const sent = (text: string): DeviceTried => ({ done: true, text });
  switch (act.act) {
    case "show-text":
      if (!device.showText) return null;
      device.showText(act.text);
      return sent("已发送，10 秒后恢复；期间有新呼叫会立即显示呼叫");
    case "beep":
      if (!device.beep) return null;
      device.beep();
      return sent("已发送蜂鸣");
    case "ask-rating":
      if (!device.testRating) return null;
      device.testRating();
      return sent("已请求评价；没有正在评价的号时，所按的键只计数、不记分");
    case "print": {
      if (!device.print) return null;
      const outcome = await device.print(testSlip(device.config.id, now), { handed: () => {} });
      if (outcome.printed) return sent(outcome.nearEnd ? "已打印，纸将用完" : "已打印");
      return { done: false, text: `没有打印：${PRINT_TROUBLE_TEXT[outcome.trouble]}` };
    }
  }
}

/** Shows at a glance whether width, charset, QR and cut are as configured. */
function testSlip(printer: string, now: string): PrintDocument {
  return {
    title: "测试小票",
    lines: [
      { kind: "text", text: "测试小票", align: "center", width: 2, height: 2, bold: true },
      { kind: "pair", left: printer, right: now.slice(0, 16).replace("T", " ") },
      { kind: "rule" },
      { kind: "text", text: "A003 → 3号窗口", width: 2, height: 2 },
      { kind: "text", text: "汉字：政务服务 镕喆囍" },
      { kind: "text", text: "12345678901234567890123456789012" },
      { kind: "qr", data: "https://example.org/test" },
      { kind: "feed", lines: 2 },
    ],
  };
}
