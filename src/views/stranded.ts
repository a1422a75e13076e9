import { serves, staffAt, willCall } from "../dispatcher/eligibility.ts";
import { type DispatcherState, windowRules } from "../dispatcher/state.ts";

/**
 * People wait in a served sector for a matter that nobody who sits there can do, or with many like cases while no batch
 * window works: staff must see to it, a sentence each.
 */
export function strandedNotices({
  dispatcher,
  matterName,
}: {
  readonly dispatcher: DispatcherState;
  readonly matterName: (matter: string) => string;
}): readonly string[] {
  const open = windowRules(dispatcher).filter((w) => willCall(dispatcher, w.id));
  const waiting = new Map<string, number>();
  const batches = new Map<string, number>();
  for (const { queue, matter, batch, places } of dispatcher.lines.lanes.values()) {
    if (places.length === 0 || (matter === null && !batch)) continue;
    // A sector without any window is shown by itself; lunch and closing are known.
    const here = open.filter((w) => w.sectors.includes(queue));
    if (here.length === 0) continue;
    if (here.some((w) => serves(dispatcher, w, staffAt(dispatcher, w.id), queue, matter, batch))) continue;
    const [told, key] = matter === null || batch ? [batches, queue] : [waiting, matter];
    told.set(key, (told.get(key) ?? 0) + places.length);
  }
  const sectorName = (queue: string) => dispatcher.rules.sectors.find((s) => s.id === queue)?.name ?? queue;
  return [
    ...[...waiting].map(
      ([matter, people]) => `“${matterName(matter)}”有${people}人等候，现在没有窗口能办，请安排`,
    ),
    ...[...batches].map(
      ([queue, people]) =>
        `${sectorName(queue)}有${people}个批量号等候，现在没有批量窗口叫号，请开批量窗口，或由窗口点名呼叫`,
    ),
  ];
}
