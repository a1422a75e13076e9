import type { TransportConfig } from "../contract/hall-config.ts";
import { type Fingerprint, likelyFor } from "../devices/discover/fingerprints.ts";
import type { FoundPort, UsbFacts } from "../devices/discover/found-port.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Machine } from "./machine.ts";
import type { CliOutput } from "./output.ts";

type DevicesNeeds = CliOutput & Pick<Machine, "ports" | "fingerprints" | "tryHid">;

const BUSES: Readonly<Record<FoundPort["bus"], string>> = {
  serial: "串口 serial ports",
  hid: "HID 设备 HID devices",
  printer: "USB 打印机 USB printers",
};
const USABLE: Readonly<Record<FoundPort["usable"], string>> = {
  yes: "可用",
  "no-permission": "无权限（npm run hall -- udev --print 说明如何放行）",
  "no-file": "内核已识别，但 /dev 中没有该文件",
};

/** `devices`: what hangs on this machine and which drivers it may be for. Always exit code 0: nothing found is an answer. */
export async function listDevices(
  options: { readonly json?: boolean },
  needs: DevicesNeeds,
): Promise<number> {
  const { out, err } = needs;
  const table = needs.fingerprints();
  const found = needs
    .ports()
    .map((port) => ({ ...port, likely: likelyFor(port, table), transport: transportFor(port) }));
  const hidTrouble = await needs.tryHid().then(
    () => null,
    (error: unknown) => messageOf(error),
  );
  if (options.json) {
    const likely = (prints: readonly Fingerprint[]) =>
      prints.map(({ name, likely }) => ({ name, drivers: likely }));
    out(
      JSON.stringify(
        { hidTrouble, ports: found.map((port) => ({ ...port, likely: likely(port.likely) })) },
        null,
        2,
      ),
    );
    return 0;
  }
  for (const [bus, title] of Object.entries(BUSES)) {
    out(title);
    const mine = found.filter((port) => port.bus === bus);
    if (mine.length === 0) out("  （没有 none）");
    for (const port of mine) for (const line of describe(port)) out(line);
  }
  if (hidTrouble !== null) err(`HID：${hidTrouble}`);
  return 0;
}

function describe(
  port: FoundPort & { readonly likely: readonly Fingerprint[]; readonly transport: string },
): readonly string[] {
  const { usb, likely } = port;
  const [first] = likely;
  const drivers = [...new Set(likely.flatMap((print) => print.likely))];
  return [
    `  ${port.path}  ${usb ? usbText(usb) : (port.name ?? "板载 on board")}  ${USABLE[port.usable]}`,
    ...(first
      ? [`    可能是 ${first.name}，驱动 drivers: ${drivers.join(", ")}`]
      : ["    没有指纹 no fingerprint（config/device-fingerprints.yaml）"]),
    `    transport: ${port.transport}`,
  ];
}

function usbText({ vendorId, productId, manufacturer, product, serialNumber, port }: UsbFacts): string {
  const texts = [manufacturer, product].filter(Boolean).join(" ");
  return [
    `${hex(vendorId)}:${hex(productId)}`,
    texts,
    serialNumber && `序列号 ${serialNumber}`,
    port && `USB 口 ${port}`,
  ]
    .filter(Boolean)
    .join("  ");
}

/** What to write into the config for it: a name that stays, where there is one. */
function transportFor({ bus, path, stablePath, usb }: FoundPort): string {
  const kind: TransportConfig["kind"] = bus === "printer" ? "usblp" : bus;
  if (bus === "hid" && usb) {
    const serial = usb.serialNumber ? `, serialNumber: ${JSON.stringify(usb.serialNumber)}` : "";
    return `{ kind: ${kind}, vendorId: 0x${hex(usb.vendorId)}, productId: 0x${hex(usb.productId)}${serial} }`;
  }
  return `{ kind: ${kind}, path: ${stablePath ?? path}${bus === "serial" ? ", baudRate: 9600" : ""} }`;
}

const hex = (id: number) => id.toString(16).padStart(4, "0");
