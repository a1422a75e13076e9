import { afterAll, beforeAll, expect, it } from "vitest";
import type { CaseView } from "../../src/contract/case.ts";
import { beginService, materials, openCase } from "./support/cases.ts";
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

it("complete, in writing; a second is refused; with the papers brought the case is accepted", async () => {
  const ticket = await beginService(hall);
  const { json } = await openCase(hall, ticket, {
    materials: materials({ "card-form": "missing", photo: "missing", household: "missing" }),
  });
  const correct = (missing: string[]) =>
    hall.call<CaseView>("POST", `/cases/${json.id}/correct`, { missing, note: "照片须白底" });

  expect(await correct(["photo"])).toMatchObject({
    status: 409,
    json: { code: "case.correction-incomplete" },
  });
  expect(await correct(["nonsense"])).toMatchObject({ status: 422, json: { code: "case.material-unknown" } });
  expect((await correct([])).status).toBe(400);
  expect(await correct(["card-form", "photo"])).toMatchObject({
    status: 200,
    json: { state: "correctionPending", correction: { missing: ["card-form", "photo"], note: "照片须白底" } },
  });
  expect(await correct(["card-form", "photo"])).toMatchObject({
    status: 409,
    json: { code: "case.corrected-once" },
  });
  const notice = await hall.virtual.until("the notice", (view) => cutSlips(view, "printer-1")[0]);
  for (const says of ["一次性补正告知书", json.number, "照片须白底"]) expect(notice).toContain(says);
  expect(notice).toMatch(/1\. .+\n\s*2\. /);

  const brought = ["card-form", "photo"].map((id) => ({ id, state: "present" }));
  expect((await hall.call("POST", `/cases/${json.id}/supplement`, { materials: brought })).status).toBe(200);
  expect(await hall.call("POST", `/cases/${json.id}/accept`, {})).toMatchObject({
    status: 200,
    json: { state: "accepted" },
  });
  expect(await correct(["card-form", "photo"])).toMatchObject({
    status: 409,
    json: { code: "case.corrected-once" },
  });
});
