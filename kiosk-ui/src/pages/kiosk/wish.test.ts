import { expect, test } from "vitest";
import type { KioskMatter } from "../../../../src/contract/kiosk-matters.ts";
import type { QueueView } from "../../../../src/contract/window.ts";
import {
  leadingQueue,
  likeCasesOf,
  MOST_MATTERS,
  mayCount,
  NO_WISH,
  renewed,
  toggled,
  type Wish,
  waysOn,
  wishBody,
  wishNotice,
  wishTitle,
} from "./wish.ts";

const matter = (id: string, queue: string, notice: KioskMatter["notice"] = null) =>
  ({ id, name: `事项${id}`, queue, notice, likeCases: null }) as KioskMatter;
const sector = (id: string, realName: QueueView["realName"] = "off") =>
  ({ id, name: `板块${id}`, realName, notices: [], likeCases: null }) as unknown as QueueView;
const A = sector("a");
const B = sector("b", "required");
const VIEW = { queues: [A, B], anyQueue: A.id };
const of = (...matters: KioskMatter[]): Wish => ({ ...NO_WISH, queue: A, matters });
const GONE = { code: "no-window", text: "今天没有窗口能办", stops: true, at: null } as const;

test("a sector is asked for as such, matters without it, nothing as nothing", () => {
  expect(wishBody({ ...NO_WISH, queue: A })).toEqual({ queue: "a" });
  expect(wishBody(of(matter("1", "a"), matter("2", "b")))).toEqual({ matters: ["1", "2"] });
  expect(wishBody({ ...NO_WISH, any: true })).toEqual({});
});

test("a tap puts a matter in and takes it out, up to the most", () => {
  const one = toggled(NO_WISH, matter("1", "a"));
  expect(one.matters.map((m) => m.id)).toEqual(["1"]);
  expect(toggled(one, matter("1", "a")).matters).toEqual([]);
  let full = NO_WISH;
  for (let n = 0; n < MOST_MATTERS + 2; n++) full = toggled(full, matter(String(n), "a"));
  expect(full.matters).toHaveLength(MOST_MATTERS);
  expect(toggled(full, matter("0", "a")).matters).toHaveLength(MOST_MATTERS - 1);
});

test("the sector that wants a document leads, else the first chosen", () => {
  expect(leadingQueue(of(matter("1", "a"), matter("2", "b")), VIEW)).toBe(B);
  expect(leadingQueue(of(matter("1", "a")), VIEW)).toBe(A);
  expect(leadingQueue({ ...NO_WISH, queue: B }, VIEW)).toBe(B);
  expect(leadingQueue({ ...NO_WISH, any: true }, VIEW)).toBe(A);
  expect(leadingQueue(NO_WISH, VIEW)).toBe(null);
});

test("is named by its first matter and how many there are", () => {
  expect(wishTitle(NO_WISH, A)).toBe("板块a");
  expect(wishTitle(of(matter("1", "a")), A)).toBe("事项1");
  expect(wishTitle(of(matter("1", "a"), matter("2", "b")), A)).toBe("事项1 等2项");
});

test("a count goes along with one matter or a sector, and is forgotten when what it was said of changes", () => {
  const many: Wish = { ...of(matter("1", "a")), count: 12 };
  expect(wishBody(many)).toEqual({ matters: ["1"], count: 12 });
  expect(wishBody({ ...NO_WISH, queue: A, count: 3 })).toEqual({ queue: "a", count: 3 });
  expect(wishBody({ ...NO_WISH, any: true, count: 3 })).toEqual({ count: 3 });
  expect(toggled(many, matter("2", "a")).count).toBe(1);
  expect(mayCount(many, A, ["a"])).toBe(true);
  expect(mayCount(many, A, [])).toBe(false);
  expect(mayCount(of(matter("1", "a"), matter("2", "a")), A, ["a"])).toBe(false);
});

test("many like cases are told of by their matter's batch windows, else by the sector's", () => {
  const facts = (text: string) => ({
    above: 5,
    windows: "2号窗口",
    notice: { code: "away", text, stops: false, at: null } as const,
    books: true,
    offered: [],
  });
  const own = { ...matter("1", "a"), likeCases: facts("事项") };
  const asked = { ...A, likeCases: facts("板块") };
  expect(wishNotice({ ...of(own), count: 6 }, asked)).toBe("事项");
  expect(wishNotice({ ...of(), count: 6 }, asked)).toBe("板块");
  expect(wishNotice({ ...of(), count: 5 }, asked)).toBe(null);
  expect(likeCasesOf(of(matter("1", "a")), asked)).toBe(null);
});

test("a sector chosen a while ago is seen as it stands now", () => {
  const now = { ...A, left: 0 };
  expect(leadingQueue({ ...NO_WISH, queue: A }, { ...VIEW, queues: [now, B] })).toBe(now);
});

test("matters are seen as they stand now; one that is gone from the list stays", () => {
  const wish = renewed(of(matter("1", "a"), matter("9", "a")), [matter("1", "a", GONE)]);
  expect(wish.matters.map((m) => m.notice?.code)).toEqual(["no-window", undefined]);
  expect(wishNotice(wish, A)).toBe("事项1：今天没有窗口办");
  expect(wishNotice(of(), A)).toBe(null);
});

test("the ways on: without it where others stay, another one, and on with it only where the hall warns", () => {
  const names = (troubled: KioskMatter[], chosen: number) => waysOn(troubled, chosen).map((w) => w.name);
  expect(names([matter("1", "a", GONE)], 2)).toEqual(["without", "change", "home"]);
  expect(names([matter("1", "a", GONE)], 1)).toEqual(["change", "home"]);
  expect(names([matter("1", "a", { ...GONE, stops: false })], 1)).toEqual(["change", "take"]);
});
