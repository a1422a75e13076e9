import type { HallPicture } from "../../contract/picture.ts";
import { gbkColumns } from "../protocols/gbk.ts";
import type { Run } from "../protocols/run.ts";

/**
 * What a summary board shows on `columns` half-width columns: who is called now, newest first, as many whole calls as
 * fit (`Z003→3号窗口`); when nobody is called, how many wait in its sectors. No `sectors`: all of them.
 */
export function summaryText(
  picture: HallPicture,
  { sectors, columns }: { sectors: readonly string[] | null; columns: number },
): readonly Run[] {
  const mine = (queue: string) => sectors === null || sectors.includes(queue);
  const calling = picture.calls.filter((call) => call.state === "calling" && mine(call.queue));
  const calls = calling.map(({ number, window }) => `${number}→${window.name}`);
  if (calls.length > 0) return joined(calls, columns, "red");
  const waiting = picture.queues.filter(({ id }) => mine(id)).map((q) => `${q.name}等候${q.waiting}人`);
  return joined(waiting, columns, "green");
}

/** The first text always, whole; the others as long as they fit. */
function joined(
  [first, ...others]: readonly string[],
  columns: number,
  colour: Run["colour"],
): readonly Run[] {
  if (first === undefined) return [];
  let text = first;
  for (const other of others) {
    if (gbkColumns(`${text} ${other}`) > columns) break;
    text = `${text} ${other}`;
  }
  return [{ text, colour }];
}
