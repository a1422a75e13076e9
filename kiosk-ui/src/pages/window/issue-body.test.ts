import { expect, it } from "vitest";
import { type IssueWish, issueBody } from "./issue-body.ts";

const EMPTY: IssueWish = {
  queue: "a",
  phone: " ",
  document: "resident",
  number: "",
  name: "李明",
  count: 1,
  green: "",
  override: false,
  reason: "没用",
};

it("sends only what was filled in", () => {
  expect(issueBody(EMPTY)).toEqual({ queue: "a", channel: "staff" });
});

it("sends document, green channel and the reason of going past a limit", () => {
  const wish: IssueWish = {
    ...EMPTY,
    phone: "138 0013 8000",
    document: "passport",
    number: " E12345678 ",
    count: 12,
    green: "pregnant",
    override: true,
    reason: " 行动不便 ",
  };
  expect(issueBody(wish)).toEqual({
    queue: "a",
    channel: "staff",
    phone: "13800138000",
    document: { type: "passport", number: "E12345678", name: "李明" },
    count: 12,
    green: "pregnant",
    override: true,
    overrideReason: "行动不便",
  });
});
