import { afterAll, beforeAll, expect, it } from "vitest";
import type { CaseView } from "../../src/contract/case.ts";
import { beginService, materials, openCase, ZHANG } from "./support/cases.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn } from "./support/people.ts";
import { until } from "./support/until.ts";
import { cutSlips } from "./support/virtual.ts";

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
  await allOn(hall);
  await hall.window("w01", "open", { staff: "s01" });
});
afterAll(() => hall?.stop());

it("the case has number, version and first handler; its receipt prints with the date for what is still owed", async () => {
  const ticket = await beginService(hall);
  const opened = await openCase(hall, ticket, {
    materials: materials({ photo: "deferred", household: "missing" }),
  });
  expect(opened).toMatchObject({
    status: 201,
    json: { state: "received", ticket: ticket.id, firstHandler: "s01", receipt: "none", rating: null },
  });
  const { id, number, matter } = opened.json;
  expect(number).toMatch(/^SIM-\d{8}-00001$/);
  expect(matter.version).toMatch(/^[0-9a-f]{16}$/);

  const accepted = await hall.call<CaseView>("POST", `/cases/${id}/accept`, {});
  expect(accepted).toMatchObject({ status: 200, json: { state: "accepted" } });
  const owed = accepted.json.materials.find((m) => m.id === "photo");
  expect(owed).toMatchObject({ state: "deferred", dueOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });

  await until(
    "the receipt",
    async () => (await hall.call<CaseView>("GET", `/cases/${id}`)).json.receipt === "printed",
  );
  const slips = cutSlips(await hall.virtual.state(), "printer-1");
  expect(slips).toHaveLength(1);
  for (const says of ["受理凭证", number, ticket.number, "容缺材料", String(owed?.dueOn), "首办责任人：张三"])
    expect(slips[0]).toContain(says);
  expect(slips[0]).toContain("张**");
  for (const secret of [ZHANG.name, ZHANG.idNumber]) expect(slips[0]).not.toContain(secret);
});

it("what may not be deferred or is missing keeps it from being accepted; a wrong check digit from being opened", async () => {
  await hall.window("w01", "finish");
  const ticket = await beginService(hall);
  const wrong = await openCase(hall, ticket, { applicant: { ...ZHANG, idNumber: "110105194912310021" } });
  expect(wrong).toMatchObject({ status: 422, json: { code: "applicant.id-invalid" } });
  const deferred = await openCase(hall, ticket, { materials: materials({ "id-card": "deferred" }) });
  const code =
    deferred.status === 201
      ? (await hall.call<{ code: string }>("POST", `/cases/${deferred.json.id}/accept`, {})).json.code
      : (deferred.json as unknown as { code: string }).code;
  expect(code).toBe("case.material-not-deferrable");

  const short = await openCase(hall, ticket, { materials: materials({ "card-form": "missing" }) });
  expect(short.status).toBe(201);
  const { id } = short.json;
  expect(await hall.call("POST", `/cases/${id}/accept`, {})).toMatchObject({
    status: 409,
    json: { code: "case.material-missing" },
  });
  const brought = { materials: [{ id: "card-form", state: "present" }] };
  expect((await hall.call("POST", `/cases/${id}/supplement`, brought)).status).toBe(200);
  expect(await hall.call("POST", `/cases/${id}/accept`, {})).toMatchObject({
    status: 200,
    json: { state: "accepted" },
  });
  expect(await hall.call("POST", `/cases/${id}/accept`, {})).toMatchObject({
    status: 409,
    json: { code: "case.wrong-state" },
  });
});

it("a case belongs to a person at the window: not before the service, not after it", async () => {
  await hall.window("w01", "finish");
  const ticket = await hall.issue({ queue: "comprehensive" });
  expect(await openCase(hall, ticket)).toMatchObject({ status: 409, json: { code: "case.not-serving" } });
  await hall.window("w01", "call-next");
  // Opening one says that the person has come: the service starts with it.
  expect((await openCase(hall, ticket)).status).toBe(201);
  expect((await hall.ticket(ticket.id)).state).toBe("serving");
  expect(await openCase(hall, ticket, { matter: "nonsense" })).toMatchObject({
    status: 404,
    json: { code: "matter.unknown" },
  });
  await hall.window("w01", "finish");
  expect(await openCase(hall, ticket)).toMatchObject({ status: 409, json: { code: "case.not-serving" } });
});

it("every case has its own number, and survives a pulled plug", async () => {
  const ticket = await beginService(hall);
  const { json } = await openCase(hall, ticket);
  const numbers = (await hall.call<CaseView[]>("GET", `/tickets/${ticket.id}/cases`)).json.map(
    (c) => c.number,
  );
  expect(numbers).toEqual([json.number]);
  await hall.restart();
  expect((await hall.call<CaseView>("GET", `/cases/${json.id}`)).json).toEqual(json);
  expect((await hall.call("POST", `/cases/${json.id}/accept`, {})).status).toBe(200);
});
