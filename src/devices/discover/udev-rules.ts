import type { LineConfig } from "../../contract/hall-config.ts";
import type { FoundPort } from "./found-port.ts";

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

type Transport<K> = Extract<LineConfig["transport"], { kind: K }>;

function ruleOf({ id, transport }: LineConfig, ports: readonly FoundPort[]): readonly string[] {
  switch (transport.kind) {
    case "serial":
      return ["", ...serialRule(id, transport, ports)];
    case "usblp":
      return ["", ...serialRule(id, transport, ports)];
    case "hid":
      return ["", ...hidRule(id, transport, ports)];
    default:
      return [];
  }
}

function serialRule(
  id: string,
  wanted: Transport<"serial"> | Transport<"usblp">,
  ports: readonly FoundPort[],
): readonly string[] {
  const access = [...ACCESS, `SYMLINK+="hall/${id}"`];
  const { path } = wanted;
  if (path === undefined)
    return [
      `# line ${id}`,
      rule('SUBSYSTEM=="tty"', ...(wanted.kind === "serial" ? usbIds(wanted) : []), ...access),
    ];
  const port = ports.find((p) => p.path === path || p.stablePath === path);
  if (!port) return [`# line ${id}: ${path} is not plugged in; plug it in and run this again`];
  const { usb } = port;
  if (!usb) return [`# line ${id}`, rule(`KERNEL=="${port.path.slice("/dev/".length)}"`, ...access)];
  const subsystem = port.bus === "printer" ? 'SUBSYSTEM=="usbmisc"' : 'SUBSYSTEM=="tty"';
  const where = usb.serialNumber === null && usb.port !== null ? [`KERNELS=="${usb.port}"`] : [];
  const why = usb.serialNumber ? "" : " (no serial number: told by the USB port it is plugged into)";
  return [`# line ${id}: ${path}${why}`, rule(subsystem, ...usbIds(usb), ...where, ...access)];
}

/** hidraw for the hall, and the desktop told to leave it alone: otherwise each key is also typed into what has the focus. */
function hidRule(id: string, wanted: Transport<"hid">, ports: readonly FoundPort[]): readonly string[] {
  const { path } = wanted;
  const port = ports.find(
    (p) => p.bus === "hid" && path !== undefined && (p.path === path || p.usb?.port === path),
  );
  const usbPort = port?.usb?.port ?? (path !== undefined && /^\d+-[\d.]+$/.test(path) ? path : null);
  const told = [
    ...usbIds(usbPort === null ? (port?.usb ?? wanted) : wanted),
    ...(usbPort ? [`KERNELS=="${usbPort}"`] : []),
  ];
  if (told.length === 0) return [`# line ${id}: ${path} is not plugged in; plug it in and run this again`];
  return [
    `# line ${id}`,
    rule('KERNEL=="hidraw*"', 'SUBSYSTEM=="hidraw"', ...told, ...ACCESS),
    rule('SUBSYSTEM=="input"', ...told, 'ENV{LIBINPUT_IGNORE_DEVICE}="1"'),
  ];
}

const ACCESS = [`GROUP="${GROUP}"`, 'MODE="0660"'] as const;

/** What udev can ask of the USB device above. */
function usbIds(usb: {
  readonly vendorId?: number | undefined;
  readonly productId?: number | undefined;
  readonly serialNumber?: string | null | undefined;
}): readonly string[] {
  return [
    ...(usb.vendorId === undefined ? [] : [`ATTRS{idVendor}=="${hex(usb.vendorId)}"`]),
    ...(usb.productId === undefined ? [] : [`ATTRS{idProduct}=="${hex(usb.productId)}"`]),
    ...(usb.serialNumber ? [`ATTRS{serial}=="${quoted(usb.serialNumber)}"`] : []),
  ];
}
const rule = (...parts: readonly string[]): string => parts.join(", ");
/** udev wants lower-case hex of four digits. */
const hex = (id: number): string => id.toString(16).padStart(4, "0");
/** A rule's value ends at a quotation mark, and * ? [ are patterns. */
const quoted = (value: string): string => value.replace(/["*?[\]\\]/g, "?");
