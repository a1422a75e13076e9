import type { DeviceConfig } from "../contract/device-config.ts";
import type { TransportConfig } from "../contract/hall-config.ts";
import { type Draft, type Entry, error, type Finding, type Rule, warning } from "./draft.ts";

type DeviceEntry = Entry<DeviceConfig>;

type Family = "board" | "keypad" | "rater" | "printer" | "reader" | "scanner" | "speaker";

const FAMILY: Readonly<Record<DeviceConfig["role"], Family>> = {
  "window-board": "board",
  "summary-board": "board",
  keypad: "keypad",
  rater: "rater",
  "ticket-printer": "printer",
  "id-reader": "reader",
  "code-scanner": "scanner",
  speaker: "speaker",
};

/** What a transport occupies; two lines can't open the same end. */
function endOf(t: TransportConfig): string | null {
  switch (t.kind) {
    case "serial":
      return t.path === undefined ? usbEnd(t) : `serial ${t.path}`;
    case "tcp":
      return `tcp ${t.host.toLowerCase()}:${t.port}`;
    case "hid":
      return t.path === undefined ? usbEnd(t) : `hid ${t.path}`;
    case "usblp":
      return `usblp ${t.path}`;
    case "virtual":
      return null;
  }
}

type UsbEnd = Extract<TransportConfig, { kind: "serial" | "hid" }>;

const usbEnd = ({ kind, vendorId, productId, serialNumber }: UsbEnd): string =>
  `${kind} ${vendorId}:${productId}${serialNumber === undefined ? "" : `:${serialNumber}`}`;

/** A serial or HID line must say which device it is. */
export const namedEnds: Rule = (draft) =>
  (draft.lines ?? []).flatMap((e) => {
    const t = e.fields.transport;
    if (t?.kind !== "serial" && t?.kind !== "hid") return [];
    const named =
      t.path !== undefined ||
      t.serialNumber !== undefined ||
      (t.vendorId !== undefined && t.productId !== undefined);
    if (named) return [];
    return [
      error(
        ["lines", e.at, "transport"],
        "须写明 path，或 serialNumber，或 vendorId 和 productId（name it by path, by serialNumber, or by vendorId and productId）",
      ),
    ];
  });

export const separateEnds: Rule = (draft) => {
  const first = new Map<string, string>();
  return (draft.lines ?? []).flatMap((e) => {
    const end = e.fields.transport && endOf(e.fields.transport);
    if (!end) return [];
    const owner = first.get(end);
    if (owner !== undefined)
      return [
        error(
          ["lines", e.at, "transport"],
          `与线路 ${owner} 是同一个端口（${end}），多个设备请写在同一条线路上（same end as line ${owner}; let its devices share one line）`,
        ),
      ];
    first.set(end, e.id ?? "");
    return [];
  });
};

/** On a bus an address is one device of a kind; a keypad and a rater of one window are often one unit. */
export const separateAddresses: Rule = (draft) => {
  const taken = new Map<string, { id: string; window: string | null }>();
  return (draft.devices ?? []).flatMap((e): Finding[] => {
    const d = e.fields;
    if (!d.role || d.line === undefined || !("address" in d) || d.address === undefined) return [];
    const path = ["devices", e.at, "address"];
    const family = FAMILY[d.role];
    const window = ("window" in d && d.window) || null;
    const key = (f: string) => `${d.line} ${f} ${d.address}`;
    const same = taken.get(key(family));
    if (same)
      return [
        error(
          path,
          `线路 ${d.line} 上 ${same.id} 已用此地址，同类设备地址须不同，0 到 255（address taken by ${same.id} on line ${d.line}; 0 to 255, unique per kind of device）`,
        ),
      ];
    taken.set(key(family), { id: e.id ?? "", window });
    // FF 68 asks a rater with a frame to the keypad's address (protocols.md §2a), so the pair is one window's.
    const pair = taken.get(key(family === "keypad" ? "rater" : "keypad"));
    if ((family === "keypad" || family === "rater") && pair && pair.window !== window)
      return [
        error(
          path,
          `与 ${pair.id} 同一地址但窗口不同；按键器和评价器共用地址时须属同一窗口（shares its address with ${pair.id} of another window）`,
        ),
      ];
    return [];
  });
};

const DRIVER_TRANSPORTS: Readonly<Record<DeviceConfig["driver"], readonly TransportConfig["kind"][]>> = {
  a090: ["serial", "tcp", "virtual"],
  aabb5154: ["serial", "tcp", "virtual"],
  bx5k: ["serial", "tcp", "virtual"],
  alpha: ["serial", "tcp", "virtual"],
  cd5220: ["serial", "tcp", "virtual"],
  led8: ["serial", "tcp", "virtual"],
  "modbus-number": ["serial", "tcp", "virtual"],
  ff68: ["serial", "tcp", "virtual"],
  escpos: ["serial", "tcp", "usblp", "virtual"],
  sdt: ["serial", "tcp", "virtual"],
  "hid-keypad": ["hid", "virtual"],
  "hid-rater": ["hid", "virtual"],
  "hid-scanner": ["hid", "virtual"],
  "serial-scanner": ["serial", "tcp", "virtual"],
  "xf-tts": ["serial", "tcp", "virtual"],
};

/** Each driver on a line that can carry it. */
export const fittingLines: Rule = (draft) =>
  (draft.devices ?? []).flatMap((e) => {
    const { driver, line } = e.fields;
    const kind = draft.lines?.find((l) => l.id === line)?.fields.transport?.kind;
    const carriers = driver && Object.hasOwn(DRIVER_TRANSPORTS, driver) ? DRIVER_TRANSPORTS[driver] : null;
    if (!carriers || !kind || carriers.includes(kind)) return [];
    const allowed = carriers.join(", ");
    return [
      error(
        ["devices", e.at, "line"],
        `${driver} 不能接在 ${kind} 线路上，可用：${allowed}（driver ${driver} can't use a ${kind} line; allowed: ${allowed}）`,
      ),
    ];
  });

const WITHOUT_ADDRESS: readonly (DeviceConfig["driver"] | undefined)[] = ["escpos", "cd5220", "led8"];

/** What has no address takes everything on its line for its own: a printer prints it, a display shows it. */
export const printersAlone: Rule = (draft) => {
  const devices = draft.devices ?? [];
  return devices.flatMap(({ at, fields }) => {
    if (!WITHOUT_ADDRESS.includes(fields.driver) || fields.line === undefined) return [];
    const other = devices.find((o) => o.at !== at && o.fields.line === fields.line);
    // Two of them would report each other; one report is enough.
    if (!other || (WITHOUT_ADDRESS.includes(other.fields.driver) && other.at > at)) return [];
    if (fields.role !== "ticket-printer")
      return [
        error(
          ["devices", at, "line"],
          `${fields.driver} 没有地址，须独占一条线路，${other.id} 也在 ${fields.line} 上（${fields.driver} has no address and needs a line of its own; ${other.id} is on ${fields.line} too）`,
        ),
      ];
    return [
      error(
        ["devices", at, "line"],
        `打印机须独占一条线路，${other.id} 也在 ${fields.line} 上（a printer needs a line of its own; ${other.id} is on ${fields.line} too）`,
      ),
    ];
  });
};

const isKeyboard = (driver: unknown): boolean => typeof driver === "string" && driver.startsWith("hid-");

/** A USB keyboard is one device: two entries would both take each of its keys. */
export const hidAlone: Rule = (draft) => {
  const devices = draft.devices ?? [];
  return devices.flatMap(({ at, fields }) => {
    if (!isKeyboard(fields.driver) || fields.line === undefined) return [];
    const other = devices.find((o) => o.at < at && o.fields.line === fields.line);
    if (!other) return [];
    return [
      error(
        ["devices", at, "line"],
        `USB 键盘类设备须独占一条线路，${other.id} 也在 ${fields.line} 上（a USB keyboard needs a line of its own; ${other.id} is on ${fields.line} too）`,
      ),
    ];
  });
};

/** Things that will work, but probably not as meant. */
export const oddLines: Rule = (draft) => {
  const devices = draft.devices ?? [];
  const idle = (draft.lines ?? []).filter((l) => !devices.some((d) => d.fields.line === l.id));
  const uncertain = draft.devices === null || devices.some((d) => d.fields.line === undefined);
  return [
    ...(uncertain
      ? []
      : idle.map((l) => warning(["lines", l.at], "没有设备使用这条线路（no device uses this line）"))),
    ...devices.flatMap((e) => [...mixedProtocols(e, devices), ...unusualWire(e, draft), ...placeless(e)]),
  ];
};

function mixedProtocols(e: DeviceEntry, devices: readonly DeviceEntry[]): Finding[] {
  const { driver, line } = e.fields;
  const other = devices.find(
    (o) => o.at < e.at && o.fields.line === line && o.fields.driver !== driver && !printer(o),
  );
  if (!other || !driver || printer(e)) return [];
  return [
    warning(
      ["devices", e.at, "line"],
      `线路 ${line} 上有两种协议：${other.fields.driver} 和 ${driver}（two protocols on one line）`,
    ),
  ];
}

/** What makers deliver their boards with; another setting of the line is most often a mistake. */
const USUAL_WIRES: Readonly<Record<string, { readonly baudRate?: number; readonly sevenEven?: true }>> = {
  alpha: { sevenEven: true },
  bx5k: { baudRate: 57_600 },
  led8: { baudRate: 2_400 },
};

function unusualWire(e: DeviceEntry, draft: Draft): Finding[] {
  const { driver, line } = e.fields;
  const wire = draft.lines?.find((l) => l.id === line)?.fields.transport;
  const usual = USUAL_WIRES[driver ?? ""];
  if (!usual || wire?.kind !== "serial") return [];
  const at = ["devices", e.at, "line"] as const;
  if (usual.sevenEven && (wire.dataBits !== 7 || wire.parity !== "even"))
    return [
      warning(
        at,
        `alpha 屏一般用 7 位数据、偶校验，线路 ${line} 不是（alpha signs use dataBits 7, parity even）`,
      ),
    ];
  const { baudRate } = usual;
  if (baudRate === undefined || wire.baudRate === baudRate) return [];
  const text = `${driver} 出厂为 ${baudRate} 位每秒，线路 ${line} 是 ${wire.baudRate}`;
  return [warning(at, `${text}（${driver} is delivered with ${baudRate} bits per second）`)];
}

const printer = (e: DeviceEntry) => e.fields.role === "ticket-printer";

const placeless = (e: DeviceEntry): Finding[] => {
  const { role } = e.fields;
  if ((role !== "id-reader" && role !== "code-scanner") || "kiosk" in e.fields || "window" in e.fields)
    return [];
  return [
    warning(
      ["devices", e.at, "role"],
      "没有写明取号机或窗口，读到的内容无处可用（no kiosk and no window: what it reads goes nowhere）",
    ),
  ];
};
