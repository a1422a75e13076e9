import { valueAt } from "../contract/field-problems.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import {
  type Draft,
  type Entry,
  error,
  type Finding,
  idsOf,
  listed,
  type Path,
  type Rule,
  warning,
} from "./draft.ts";

/** Ids that are given twice in a list where each must be one thing. */
export const uniqueIds: Rule = (draft) =>
  (["sectors", "windows", "staff", "kiosks", "screens", "lines", "devices"] as const).flatMap((list) => {
    const first = new Map<string, number>();
    return (draft[list] ?? []).flatMap((e) => {
      if (e.id === null) return [];
      const before = first.get(e.id);
      if (before === undefined) {
        first.set(e.id, e.at);
        return [];
      }
      return [
        error(
          [list, e.at, "id"],
          `编号重复，${list}[${before}] 已使用（duplicate id; must be unique in ${list}）`,
        ),
      ];
    });
  });

/** A number is known in the whole hall by its prefix, so two sectors can't share one (design §4.1). */
export const uniquePrefixes: Rule = (draft) => {
  const first = new Map<string, string>();
  return (draft.sectors ?? []).flatMap((e) => {
    const prefix = e.fields.prefix;
    if (prefix === undefined) return [];
    const owner = first.get(prefix);
    if (owner !== undefined)
      return [
        error(
          ["sectors", e.at, "prefix"],
          `号码前缀与板块 ${owner} 相同，每个板块须不同（duplicate prefix; must be unique in the hall）`,
        ),
      ];
    first.set(prefix, e.id ?? "");
    return [];
  });
};

function refers(
  path: Path,
  id: unknown,
  to: readonly string[] | null,
  what: string,
  english: string,
): Finding[] {
  // A field of an entry of unknown kind was never checked: whatever is no text has been reported already.
  if (typeof id !== "string" || to === null || to.includes(id)) return [];
  return [error(path, `没有这个${what}，可用：${listed(to)}（unknown ${english}; allowed: ${listed(to)}）`)];
}

function sectorsOf(
  list: string,
  entry: Entry<{ readonly sectors: readonly string[] }>,
  draft: Draft,
): Finding[] {
  const known = idsOf(draft.sectors);
  const named = entry.fields.sectors ?? [];
  return named.flatMap((id, k) => [
    ...refers([list, entry.at, "sectors", k], id, known, "板块", "sector"),
    ...(named.indexOf(id) < k
      ? [error([list, entry.at, "sectors", k], "同一板块写了两次（named twice）")]
      : []),
  ]);
}

/** Windows, kiosks and screens name sectors that exist; kiosks name a printer that is one. */
export const knownSectors: Rule = (draft) => [
  ...(draft.windows ?? []).flatMap((e) => sectorsOf("windows", e, draft)),
  ...(draft.kiosks ?? []).flatMap((e) => sectorsOf("kiosks", e, draft)),
  ...(draft.screens ?? []).flatMap((e) => sectorsOf("screens", e, draft)),
  ...(typeof draft.hall.defaultSector === "string"
    ? refers(["hall", "defaultSector"], draft.hall.defaultSector, idsOf(draft.sectors), "板块", "sector")
    : []),
];

export const knownPrinters: Rule = (draft) => {
  if (draft.devices === null) return [];
  // A device that is wrong in itself may still be meant as the printer: only its role rules it out.
  const printers = draft.devices.filter(({ fields }) => !fields.role || fields.role === "ticket-printer");
  const ids = idsOf(printers) ?? [];
  const known = (path: Path, id: unknown) => refers(path, id, ids, "取号打印机", "ticket-printer");
  return [
    ...(draft.kiosks ?? []).flatMap((e) => kioskPrinters(e, known)),
    ...printers.flatMap(({ at, id, fields }) => {
      const fallback = "fallback" in fields ? fields.fallback : undefined;
      if (fallback === undefined) return [];
      const path = ["devices", at, "fallback"];
      if (fallback === id)
        return [error(path, "备用打印机不能是它自己（a printer can't take over for itself）")];
      return known(path, fallback);
    }),
  ];
};

function kioskPrinters(
  { at, fields }: Entry<HallConfig["kiosks"][number]>,
  known: (path: Path, id: unknown) => Finding[],
): Finding[] {
  const { printer, printers } = fields;
  const list = Array.isArray(printers) ? printers : [];
  const path = ["kiosks", at, "printers"];
  return [
    ...(printer === undefined ? [] : known(["kiosks", at, "printer"], printer)),
    ...(printer !== undefined && printers !== undefined
      ? [error(path, "printer 和 printers 只写一个（give printer or printers, not both）")]
      : []),
    ...list.flatMap((id, k) => known([...path, k], id)),
    ...list.flatMap((id, k) =>
      list.indexOf(id) < k ? [error([...path, k], "同一打印机写了两次（named twice）")] : [],
    ),
  ];
}

/** The keypad's transfer key goes to a queue or another window. */
export const transferTargets: Rule = (draft) => {
  const sectors = idsOf(draft.sectors);
  const windows = idsOf(draft.windows);
  if (sectors === null || windows === null) return [];
  return (draft.windows ?? []).flatMap((e) => {
    const target = e.fields.transferTo;
    const path = ["windows", e.at, "transferTo"];
    if (target === undefined) return [];
    if (target === e.id) return [error(path, "转号去向不能是本窗口（a window can't transfer to itself）")];
    if (sectors.includes(target) && windows.includes(target))
      return [error(path, "既是板块又是窗口，无法分辨（both a sector and a window; rename one）")];
    return refers(path, target, [...sectors, ...windows], "板块或窗口", "sector or window");
  });
};

export const deviceReferences: Rule = (draft) =>
  (draft.devices ?? []).flatMap((e) => {
    const d = e.fields;
    const at = (field: string, ...rest: PropertyKey[]) => ["devices", e.at, field, ...rest];
    const windows = idsOf(draft.windows);
    return [
      ...refers(at("line"), d.line, idsOf(draft.lines), "线路", "line"),
      ...("window" in d && d.window !== undefined
        ? refers(at("window"), d.window, windows, "窗口", "window")
        : []),
      ...("kiosk" in d && d.kiosk !== undefined
        ? refers(at("kiosk"), d.kiosk, idsOf(draft.kiosks), "取号机", "kiosk")
        : []),
      ...("sectors" in d && Array.isArray(d.sectors)
        ? d.sectors.flatMap((s, k) => refers(at("sectors", k), s, idsOf(draft.sectors), "板块", "sector"))
        : []),
    ];
  });

/** A sector that no window serves: people would take a number and wait for ever. */
export const servedSectors: Rule = (draft) => {
  const served = new Set<string>((draft.windows ?? []).flatMap((w) => w.fields.sectors ?? []));
  if ((draft.windows ?? []).some((w) => !w.fields.sectors)) return [];
  return (draft.kiosks ?? []).flatMap((e) =>
    (e.fields.sectors ?? []).flatMap((id, k) =>
      served.has(id) || !idsOf(draft.sectors)?.includes(id)
        ? []
        : [warning(["kiosks", e.at, "sectors", k], "没有窗口办理此板块（no window serves this sector）")],
    ),
  );
};

/** A window settled with the number is not announced some minutes before the call besides. */
export const oneBinding: Rule = (draft) => {
  const hall = valueAt(draft.input, ["policy", "binding"]);
  return (draft.sectors ?? []).flatMap(({ at, fields }) =>
    fields.announceAhead === true && (fields.binding ?? hall) === "atTicket"
      ? [
          warning(
            ["sectors", at, "announceAhead"],
            "取号时已定窗口（binding: atTicket），提前通知不起作用（settled with the number: nothing is left to announce）",
          ),
        ]
      : [],
  );
};

/** Who brings more like cases than `batchAbove` gets no number where no batch window serves the sector. */
export const batchServed: Rule = (draft) => {
  const served = new Set<string>(
    (draft.windows ?? []).flatMap(({ fields }) =>
      fields.batch === true
        ? [fields.sectors ?? [], ...(fields.changes ?? []).map((c) => c.sectors)].flat()
        : [],
    ),
  );
  return (draft.sectors ?? []).flatMap(({ at, id, fields }) =>
    fields.batchAbove === undefined || id === null || served.has(id)
      ? []
      : [
          warning(
            ["sectors", at, "batchAbove"],
            "没有批量窗口（batch: true）办理此板块，件数更多的人取不到号（no batch window serves this sector: whoever has more is refused）",
          ),
        ],
  );
};
