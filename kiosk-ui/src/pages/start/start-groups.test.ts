import { describe, expect, it } from "vitest";
import { START_LINK_KINDS, type StartLink } from "../../../../src/contract/start.ts";
import { shortTitle, startGroups } from "./start-groups.ts";

const link = (kind: StartLink["kind"], id: string): StartLink => ({
  kind,
  id,
  title: id,
  href: `/${kind}/${id}`,
});

describe("the start page's groups", () => {
  it("follow the order of a visit and keep every link", () => {
    const groups = startGroups([
      link("docs", "d"),
      link("window", "w01"),
      link("window", "w02"),
      link("kiosk", "k1"),
    ]);
    expect(groups.map((g) => [g.kind, g.links.map((l) => l.id)])).toEqual([
      ["kiosk", ["k1"]],
      ["window", ["w01", "w02"]],
      ["docs", ["d"]],
    ]);
  });

  it("have a heading and a sentence for every kind of link there is", () => {
    const groups = startGroups(START_LINK_KINDS.map((kind) => link(kind, kind)));
    expect(groups.map((g) => g.kind).sort()).toEqual([...START_LINK_KINDS].sort());
    for (const group of groups) expect(group.note.length).toBeGreaterThan(4);
  });

  it("do not repeat their heading in each title", () => {
    expect(shortTitle({ ...link("rater", "w01"), title: "触摸评价器 1号窗口" })).toBe("1号窗口");
    expect(shortTitle({ ...link("kiosk", "k1"), title: "取号机" })).toBe("取号机");
  });
});
