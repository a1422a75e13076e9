import type { QueueId, StaffId, WindowId } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { WhatIfChange, WhatIfReport } from "../../contract/what-if.ts";
import { refuse } from "../../kernel/errors.ts";
import type { ModelChange } from "./change-model.ts";

/** The hall's windows and people as they stand, as far as a change may name them. */
export interface HallNow {
  readonly now: number;
  readonly windows: readonly WindowNow[];
  readonly sectors: readonly { readonly id: QueueId; readonly name: string }[];
  readonly staff: readonly { readonly id: StaffId; readonly name: string }[];
  /** Epoch ms of HH:MM today, and back. */
  readonly moment: (clock: string) => number;
  readonly clock: (at: number) => string;
  /** By kind of the model: what somebody there would take, 0 where it can't; nobody in particular without ids. */
  readonly factors: (
    window: WindowId | null,
    staff: StaffId | null,
    sectors: readonly QueueId[],
  ) => readonly number[];
}

export interface WindowNow {
  readonly id: WindowId;
  readonly name: string;
  /** Null: closed. */
  readonly staff: StaffId | null;
  readonly sectors: readonly QueueId[];
}

export interface Resolved {
  readonly model: ModelChange;
  readonly view: WhatIfReport["changes"][number];
}

/** One after another, each on the hall as those before it leave it; the first that can't be is the answer. */
export function resolve(
  changes: readonly WhatIfChange[],
  hall: HallNow,
): { readonly made: readonly Resolved[]; readonly windows: readonly WindowNow[] } | Refusal {
  const made: Resolved[] = [];
  let stands = hall;
  for (const [i, change] of changes.entries()) {
    const one = resolveOne(change, stands);
    if ("refused" in one) return { ...one, detail: `第 ${i + 1} 项：${one.detail}` };
    made.push(one.resolved);
    stands = { ...stands, windows: one.windows };
  }
  return { made, windows: stands.windows };
}

type One = { readonly resolved: Resolved; readonly windows: readonly WindowNow[] };

function resolveOne(change: WhatIfChange, hall: HallNow): One | Refusal {
  const from = change.at === undefined ? hall.now : hall.moment(change.at);
  if (from < hall.now - MINUTE)
    return refuse(
      "what-if.impossible",
      `at：${change.at} 已过，须不早于现在 ${hall.clock(hall.now)}，或不填（must not be before now）`,
    );
  const when = change.at === undefined ? "现在" : change.at;
  switch (change.do) {
    case "open":
      return openOne(change, hall, from, when);
    case "close":
    case "pause":
      return awayOne(change, hall, from, when);
    case "sectors": {
      const window = openWindow(hall, change.window);
      if ("refused" in window) return window;
      return serveOne(hall, window, [...new Set(change.sectors)], { from, when, who: window.name });
    }
    case "staff":
      return staffOne(change, hall, from, when);
  }
}

const MINUTE = 60_000;

type Open = Extract<WhatIfChange, { do: "open" }>;

/** Who is sent where: null is nobody in particular, and a window that is not there yet. */
interface Placing {
  readonly sector: HallNow["sectors"][number];
  readonly person: HallNow["staff"][number] | null;
  readonly chosen: WindowNow | null;
}

function placingOf(change: Open, hall: HallNow): Placing | Refusal {
  const sector = sectorOf(hall, change.queue);
  if ("refused" in sector) return sector;
  const person = change.staff === undefined ? null : freeStaff(hall, change.staff);
  if (person && "refused" in person) return person;
  const chosen = closedWindow(hall, change);
  return chosen && "refused" in chosen ? chosen : { sector, person, chosen };
}

function openOne(change: Open, hall: HallNow, from: number, when: string): One | Refusal {
  const { queue } = change;
  const placing = placingOf(change, hall);
  if ("refused" in placing) return placing;
  const { sector, person, chosen } = placing;
  const own = chosen?.sectors.includes(queue) ?? false;
  const serves = chosen && own ? chosen.sectors : [queue];
  const factors = hall.factors(chosen?.id ?? null, person?.id ?? null, serves);
  const none = cannot(factors, person?.name ?? chosen?.name ?? "", sector.name, hall, queue);
  if (none) return none;
  const id = chosen?.id ?? (`extra-${hall.windows.length}` as WindowId);
  const model: ModelChange = { type: "add", window: id, from, factors, flexible: serves.length > 1 };
  const opened: WindowNow = {
    id,
    name: chosen?.name ?? "临时窗口",
    staff: person?.id ?? NOBODY,
    sectors: serves,
  };
  const view = chosen
    ? openView({ opened, person, sector: sector.name, own, when, at: change.at ?? null })
    : {
        says: `${when}起在${sector.name}增开一个窗口`,
        todo: `所有窗口都已开放：须另设窗口，或把别的窗口调到${sector.name}`,
        steps: [],
      };
  return { resolved: { model, view }, windows: [...hall.windows.filter((w) => w.id !== id), opened] };
}

function openView(is: {
  readonly opened: WindowNow;
  readonly person: { readonly name: string } | null;
  readonly sector: string;
  /** The window serves that sector already. */
  readonly own: boolean;
  readonly when: string;
  readonly at: string | null;
}): Resolved["view"] {
  const { opened, person, sector, own, when } = is;
  const now = own ? "" : `，并把它的板块设为${sector}`;
  const later = `；“照此安排”先定下来：到时办理${sector}，等候时间从那时起算上它`;
  return {
    says: `${when}起在${sector}增开${opened.name}${person ? `（${person.name}）` : ""}`,
    todo: `${when}请${person?.name ?? "一名工作人员"}在${opened.name}登录开窗${is.at === null ? now : later}`,
    steps: openSteps(is),
  };
}

/**
 * From a time on: what the closed window is to serve then, so that the forecast counts on it. Now: somebody is placed there,
 * and what it serves is set where that is new to it.
 */
function openSteps({ opened, person, own, at }: Parameters<typeof openView>[0]): Resolved["view"]["steps"] {
  const window = opened.id;
  const sectors = { do: "sectors" as const, window, sectors: [...opened.sectors] };
  if (at !== null) return [{ ...sectors, at }];
  if (!person) return [];
  return [...(own ? [] : [sectors]), { do: "open", window, staff: opened.staff as StaffId }];
}

/** Whoever is sent to a window that is opened without a name. */
const NOBODY = "" as StaffId;

function freeStaff(hall: HallNow, id: StaffId): HallNow["staff"][number] | Refusal {
  const person = staffOf(hall, id);
  if ("refused" in person) return person;
  const busy = hall.windows.find((w) => w.staff === person.id);
  return busy
    ? refuse(
        "what-if.impossible",
        `${person.name}已在${busy.name}，可改用“人员调到板块”（already at a window）`,
      )
    : person;
}

/** The one that was named, or one that serves the sector, or any; null: all are open. */
function closedWindow(hall: HallNow, { window, queue }: Open): WindowNow | null | Refusal {
  if (window === undefined) {
    const closed = hall.windows.filter((w) => w.staff === null);
    return closed.find((w) => w.sectors.includes(queue)) ?? closed[0] ?? null;
  }
  const named = hall.windows.find((w) => w.id === window);
  if (!named) return noWindow(hall, window);
  return named.staff === null
    ? named
    : refuse(
        "what-if.impossible",
        `window：${named.name}已开放，不必再开；${listed(
          "未开放的有",
          hall.windows.filter((w) => w.staff === null),
        )}（open already）`,
      );
}

function awayOne(
  change: Extract<WhatIfChange, { do: "close" | "pause" }>,
  hall: HallNow,
  from: number,
  when: string,
): One | Refusal {
  const window = openWindow(hall, change.window);
  if ("refused" in window) return window;
  const pause = change.do === "pause";
  const to = pause ? from + change.minutes * MINUTE : Number.POSITIVE_INFINITY;
  const now = change.at === undefined;
  const verb = pause ? `暂停 ${change.minutes} 分钟` : "关闭";
  const id = window.id;
  const steps = (): Resolved["view"]["steps"] => {
    if (now) return [pause ? { do: "pause", window: id, reason: "调度" } : { do: "close", window: id }];
    const plan = pause
      ? ({ kind: "pause", from: when, to: hall.clock(to), reason: "调度" } as const)
      : ({ kind: "close", from: when } as const);
    return [{ do: "plan", window: id, plan }];
  };
  return {
    resolved: {
      model: { type: "away", window: window.id, from, to },
      view: {
        says: `${window.name}${when}${now ? "" : " 起"}${verb}`,
        todo: now
          ? `${window.name}办完手头的号后${verb}`
          : `“照此安排”先定下来：${window.name}到时办完手头的号自己${verb}；每天如此可写入排班（windows.breaks）`,
        steps: steps(),
      },
    },
    windows: hall.windows.map((w) => (w.id === window.id && !pause ? { ...w, staff: null } : w)),
  };
}

function serveOne(
  hall: HallNow,
  window: WindowNow,
  sectors: readonly QueueId[],
  { from, when, who }: { readonly from: number; readonly when: string; readonly who: string },
): One | Refusal {
  const names: string[] = [];
  const factors = hall.factors(window.id, window.staff === NOBODY ? null : window.staff, sectors);
  for (const queue of sectors) {
    const sector = sectorOf(hall, queue);
    if ("refused" in sector) return sector;
    const none = cannot(factors, who, sector.name, hall, queue);
    if (none) return none;
    names.push(sector.name);
  }
  const now = when === "现在";
  return {
    resolved: {
      model: { type: "serve", window: window.id, from, factors, flexible: sectors.length > 1 },
      view: {
        says: `${who}${when}${now ? "" : " 起"}改办${names.join("、")}`,
        todo: `${window.name}${now ? "" : `${when} 起`}办完手头的号后改办${names.join("、")}，到今日结束为止${
          now ? "" : "；每天如此可写入排班（windows.changes）"
        }`,
        steps: [{ do: "sectors", window: window.id, sectors: [...sectors], ...(now ? {} : { at: when }) }],
      },
    },
    windows: hall.windows.map((w) => (w.id === window.id ? { ...w, sectors } : w)),
  };
}

function staffOne(
  { staff, queue, at }: Extract<WhatIfChange, { do: "staff" }>,
  hall: HallNow,
  from: number,
  when: string,
): One | Refusal {
  const person = staffOf(hall, staff);
  if ("refused" in person) return person;
  const window = hall.windows.find((w) => w.staff === person.id);
  if (window) return serveOne(hall, window, [queue], { from, when, who: `${person.name}（${window.name}）` });
  return openOne({ do: "open", queue, staff, at }, hall, from, when);
}

const noWindow = (hall: HallNow, id: string): Refusal =>
  refuse("window.unknown", `window：没有窗口 ${id}，${listed("可用的有", hall.windows)}（no such window）`);

const MOST_LISTED = 12;

/** What may be written instead. */
function listed(what: string, all: readonly { readonly id: string; readonly name: string }[]): string {
  if (all.length === 0) return `${what}：无`;
  const more = all.length > MOST_LISTED ? ` 等 ${all.length} 个` : "";
  return `${what} ${all
    .slice(0, MOST_LISTED)
    .map((one) => `${one.id} ${one.name}`)
    .join("、")}${more}`;
}

function openWindow(hall: HallNow, id: WindowId): WindowNow | Refusal {
  const window = hall.windows.find((w) => w.id === id);
  if (!window) return noWindow(hall, id);
  return window.staff === null
    ? refuse(
        "what-if.impossible",
        `window：${window.name}未开放；${listed(
          "已开放的有",
          hall.windows.filter((w) => w.staff !== null),
        )}（that window is closed）`,
      )
    : window;
}

function sectorOf(hall: HallNow, id: QueueId): HallNow["sectors"][number] | Refusal {
  return (
    hall.sectors.find((s) => s.id === id) ??
    refuse("queue.unknown", `queue：没有板块 ${id}，${listed("可用的有", hall.sectors)}（no such sector）`)
  );
}

function staffOf(hall: HallNow, id: StaffId): HallNow["staff"][number] | Refusal {
  return (
    hall.staff.find((s) => s.id === id) ??
    refuse("staff.unknown", `staff：没有工作人员 ${id}，${listed("可用的有", hall.staff)}（no such person）`)
  );
}

/** Nobody waits or came lately whom they could serve, while others of the sector could be: skills or matters are missing. */
function cannot(
  factors: readonly number[],
  who: string,
  sector: string,
  hall: HallNow,
  queue: QueueId,
): Refusal | null {
  const anybody = hall.factors(null, null, [queue]);
  if (anybody.every((f) => f === 0)) return null;
  return anybody.some((f, kind) => f > 0 && (factors[kind] ?? 0) > 0)
    ? null
    : refuse(
        "what-if.impossible",
        `${who}不能办理${sector}的事项（技能或窗口事项不符）（cannot do these matters）`,
      );
}
