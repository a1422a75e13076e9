import type { LineConfig } from "../../contract/hall-config.ts";
import type { FoundPort, UsbFacts } from "./found-port.ts";

/** Debian's groups for serial ports; one group for all of a hall's devices is enough. */
const GROUP = "dialout";
export const RULES_FILE = "/etc/udev/rules.d/70-hall-server.rules";

/**
 * udev rules for a config's serial and HID lines: who may open them, and for serial ports a name that stays,
 * /dev/hall/LINE. A port is told by its serial number; adapters without one by the USB port they are plugged into.
 */
export function udevRules(lines: readonly LineConfig[], ports: readonly FoundPort[]): string {
  return [
    "# Written by `npm run hall -- udev`; run it again after the config or the cabling has changed.",
    `# Members of the group ${GROUP} may open these devices: sudo usermod -aG ${GROUP} USER, then sign in anew.`,
    ...lines.flatMap((line) => ruleOf(line, ports)),
    "",
  ].join("\n");
}

function ruleOf({ id, transport }: LineConfig, ports: readonly FoundPort[]): readonly string[] {
  switch (transport.kind) {
    case "serial":
      return serialRule(id, transport.path, ports);
    case "hid":
      return hidRule(id, transport);
    default:
      return [];
  }
}

function serialRule(id: string, path: string, ports: readonly FoundPort[]): readonly string[] {
  const port = ports.find((p) => p.path === path || p.stablePath === path || `/dev/hall/${id}` === path);
  const access = [`GROUP="${GROUP}"`, 'MODE="0660"', `SYMLINK+="hall/${id}"`];
  if (!port) return ["", `# line ${id}: ${path} is not plugged in; plug it in and run this again`];
  if (!port.usb) return ["", `# line ${id}`, rule(`KERNEL=="${port.path.slice("/dev/".length)}"`, ...access)];
  const subsystem = port.bus === "printer" ? 'SUBSYSTEM=="usbmisc"' : 'SUBSYSTEM=="tty"';
  const told = port.usb.serialNumber
    ? [`ATTRS{serial}=="${quoted(port.usb.serialNumber)}"`]
    : port.usb.port
      ? [`KERNELS=="${port.usb.port}"`]
      : [];
  const why = port.usb.serialNumber ? "" : " (no serial number: told by the USB port it is plugged into)";
  return ["", `# line ${id}: ${path}${why}`, rule(subsystem, ...usbIds(port.usb), ...told, ...access)];
}

/** hidraw for the hall, and the desktop told to leave it alone: otherwise each key is also typed into what has the focus. */
function hidRule(
  id: string,
  usb: { readonly vendorId: number; readonly productId: number; readonly serialNumber?: string | undefined },
): readonly string[] {
  const ids = [...usbIds(usb), ...(usb.serialNumber ? [`ATTRS{serial}=="${quoted(usb.serialNumber)}"`] : [])];
  return [
    "",
    `# line ${id}`,
    rule('KERNEL=="hidraw*"', 'SUBSYSTEM=="hidraw"', ...ids, `GROUP="${GROUP}"`, 'MODE="0660"'),
    rule('SUBSYSTEM=="input"', ...ids, 'ENV{LIBINPUT_IGNORE_DEVICE}="1"'),
  ];
}

const usbIds = ({ vendorId, productId }: Pick<UsbFacts, "vendorId" | "productId">): readonly string[] => [
  `ATTRS{idVendor}=="${hex(vendorId)}"`,
  `ATTRS{idProduct}=="${hex(productId)}"`,
];
const rule = (...parts: readonly string[]): string => parts.join(", ");
/** udev wants lower-case hex of four digits. */
const hex = (id: number): string => id.toString(16).padStart(4, "0");
/** A rule's value ends at a quotation mark, and * ? [ are patterns. */
const quoted = (value: string): string => value.replace(/["*?[\]\\]/g, "?");
