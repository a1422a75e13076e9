import type { KioskMatter } from "../../../../src/contract/kiosk-matters.ts";
import type { IssueTicket } from "../../../../src/contract/ticket.ts";
import type { KioskView, LikeCases, QueueView } from "../../../../src/contract/window.ts";
import { isMany } from "./like-cases.ts";
import { markOf } from "./matter-pages.ts";

/** What somebody at the kiosk comes for: a sector, matters of one or several sectors, or they can't say (综合). */
export interface Wish {
  /** The sector asked for, or the one whose matters are looked at; null: none yet, or they can't say. */
  readonly queue: QueueView | null;
  readonly matters: readonly KioskMatter[];
  /** The comprehensive number, for whoever can't say. */
  readonly any: boolean;
  /** Like cases that an agent brings (代办多件); 1: an own matter. */
  readonly count: number;
}

export const NO_WISH: Wish = { queue: null, matters: [], any: false, count: 1 };

/** More would not be read on the glass any more; whoever has more to do tells the clerk. */
export const MOST_MATTERS = 6;

/** The matter in or out. A count was said of what was chosen before. */
export function toggled(wish: Wish, matter: KioskMatter): Wish {
  const without = wish.matters.filter((m) => m.id !== matter.id);
  if (without.length < wish.matters.length) return { ...wish, matters: without, count: 1 };
  if (wish.matters.length >= MOST_MATTERS) return wish;
  return { ...wish, matters: [...wish.matters, matter], count: 1 };
}

/** Whether 代办多件 is offered: like cases are one matter many times. */
export const mayCount = (wish: Wish, queue: QueueView, countIn: readonly string[]): boolean =>
  wish.matters.length <= 1 && countIn.includes(queue.id);

/** What many like cases of it meet with; null: they go anywhere. */
export const likeCasesOf = (wish: Wish, queue: QueueView | null): LikeCases | null =>
  (wish.matters[0] ?? queue)?.likeCases ?? null;

/** What POST /tickets is asked for. Matters name their sectors themselves, so that each may be a leg of its own. */
export function wishBody(wish: Wish): Pick<IssueTicket, "queue" | "matters" | "count"> {
  const many = wish.count > 1 ? { count: wish.count } : {};
  if (wish.matters.length > 0) return { matters: wish.matters.map((m) => m.id), ...many };
  return wish.queue && !wish.any ? { queue: wish.queue.id, ...many } : many;
}

/** The sector that decides what is asked next: with several the one that wants a document, else the first chosen. */
export function leadingQueue(wish: Wish, view: Pick<KioskView, "queues" | "anyQueue">): QueueView | null {
  if (wish.any) return view.queues.find((q) => q.id === view.anyQueue) ?? null;
  // As it stands now: it was chosen some time ago.
  if (wish.matters.length === 0) return view.queues.find((q) => q.id === wish.queue?.id) ?? wish.queue;
  const own = wish.matters.flatMap((m) => view.queues.find((q) => q.id === m.queue) ?? []);
  return own.find((q) => q.realName === "required") ?? own[0] ?? wish.queue;
}

/** `社会保障卡申领 等2项`, or the sector's name. */
export function wishTitle(wish: Wish, queue: QueueView | null): string {
  const [first, ...more] = wish.matters;
  if (first === undefined) return queue?.name ?? "";
  return more.length === 0 ? first.name : `${first.name} 等${more.length + 1}项`;
}

/** The one thing to know before the phone is asked for: of so many cases, else of the matters, else of the sector. */
export function wishNotice(wish: Wish, queue: QueueView | null): string | null {
  const facts = likeCasesOf(wish, queue);
  if (isMany(wish.count, facts) && facts.notice) return facts.notice.text;
  const own = wish.matters.find((m) => m.notice);
  return (
    (own && `${own.name}：${markOf(own)}`) ?? queue?.notices.find((n) => n.code !== "season")?.text ?? null
  );
}

/** The same matters as they stand now; one that is no longer offered stays as it was, for the server to speak of. */
export function renewed(wish: Wish, now: readonly KioskMatter[]): Wish {
  return { ...wish, matters: wish.matters.map((m) => now.find((n) => n.id === m.id) ?? m) };
}

export interface WayOn {
  readonly name: "take" | "without" | "change" | "home";
  readonly label: string;
  readonly english: string;
}

/** The ways on from matters that no window does any more, of so many chosen; the best first. */
export function waysOn(troubled: readonly KioskMatter[], chosen: number): readonly WayOn[] {
  const without: WayOn = { name: "without", label: "这项先不办，其余照办", english: "Go on without it" };
  const change: WayOn = { name: "change", label: "换一个事项", english: "Choose another" };
  const take: WayOn = { name: "take", label: "知道了，仍要取号", english: "Take a number anyway" };
  const home: WayOn = { name: "home", label: "不取号了", english: "No number" };
  const stops = troubled.some((m) => m.notice?.stops);
  return [...(chosen > troubled.length ? [without] : []), change, ...(stops ? [home] : [take])];
}
