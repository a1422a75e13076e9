import { afterAll, beforeAll, expect, it } from "vitest";
import { beginService, openCase } from "./support/cases.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn } from "./support/people.ts";
import { cutSlips } from "./support/virtual.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
  await allOn(hall);
  await hall.window("w01", "open", { staff: "s01" });
});
afterAll(() => hall?.stop());

it("each reason stands on the paper, and where to appeal; without a reason nothing is refused", async () => {
  const { json } = await openCase(hall, await beginService(hall));
  const refuse = (reasons: string[]) => hall.call("POST", `/cases/${json.id}/refuse`, { reasons });
  expect((await refuse([])).status).toBe(400);
  expect((await refuse(["  "])).status).toBe(400);
  expect(await refuse(["不属于本机关职权范围", "应向公安机关申请"])).toMatchObject({
    status: 200,
    json: {
      state: "notAccepted",
      refusal: { reasons: ["不属于本机关职权范围", "应向公安机关申请"] },
    },
  });
  const paper = await hall.virtual.until("the paper", (view) => cutSlips(view, "printer-1")[0]);
  for (const says of [
    "不予受理通知书",
    json.number,
    "1. 不属于本机关职权范围",
    "2. 应向公安机关申请",
    "行政复议",
  ])
    expect(paper.replaceAll("\n", "")).toContain(says);
  for (const verb of ["accept", "refuse"])
    expect(
      await hall.call("POST", `/cases/${json.id}/${verb}`, verb === "refuse" ? { reasons: ["x"] } : {}),
      verb,
    ).toMatchObject({ status: 409, json: { code: "case.wrong-state" } });
});
