import { afterEach, describe, expect, test } from "vitest";
import { type CloseDay, closeDay } from "../contract/day.ts";
import { type HallConfig, type HallConfigInput, hallConfig } from "../contract/hall-config.ts";
import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { ADMIN, CoreHall, codeOf, expectDone, HOUR } from "./testing/core-hall.ts";

const Q = "comprehensive" as QueueId;
const W1 = "w01" as WindowId;
const KIOSK = { actor: { kind: "device", id: "kiosk:k1" }, key: null } as const;
const ID = "11010519491231002X";

let hall: CoreHall;
afterEach(() => hall.stop());

async function start(sector: object = {}, policy: HallConfigInput["policy"] = {}): Promise<CoreHall> {
  hall = new CoreHall((demo): HallConfig => {
    const [first] = demo.sectors;
    return hallConfig.parse({
      ...demo,
      sectors: [{ ...first, ...sector }, ...demo.sectors.slice(1)],
      policy,
    });
  });
  hall.core.start();
  await act("open");
  return hall;
}
const act = async (verb: "open" | "call-next" | "no-show" | "start") =>
  expectDone(
    await hall.service.window(
      verb === "open" ? { verb, window: W1, staff: "s01" as StaffId, placed: false } : { verb, window: W1 },
      ADMIN,
    ),
  );
const document = (number = ID) => ({ type: "passport" as const, number: number.slice(0, 9), name: "李明" });
const missOne = async (request: object = {}) => {
  const issued = await hall.issue({ queue: Q, ...request });
  await act("call-next");
  await act("no-show");
  return issued;
};

describe("real names", () => {
  test("a document typed by staff takes the number; the journal holds neither number nor name", async () => {
    await start({ realName: "required", perIdPerDay: 1 });
    expect(codeOf(await hall.service.issue({ queue: Q }, ADMIN))).toBe("identity.required");
    const wrong = await hall.service.issue(
      { queue: Q, document: { type: "resident", number: "110105194912310021" } },
      ADMIN,
    );
    expect(wrong).toMatchObject({ refused: "applicant.id-invalid", problems: [{ path: "document.number" }] });
    const issued = await hall.issue({ queue: Q, document: { type: "resident", number: ID, name: "李明" } });
    expect(issued.identity).toEqual({ mask: "李* 1101****002X", checked: false });
    expect(
      codeOf(
        await hall.service.issue(
          { queue: Q, document: { type: "resident", number: ID.toLowerCase() } },
          ADMIN,
        ),
      ),
    ).toBe("identity.limit");
    const journal = JSON.stringify([...hall.store.journal.since(0)]);
    expect(journal).not.toContain(ID);
    expect(journal).not.toContain("李明");
    await hall.restart();
    expect(
      codeOf(await hall.service.issue({ queue: Q, document: { type: "resident", number: ID } }, ADMIN)),
    ).toBe("identity.limit");
  });

  test("whoever is transferred into such a sector without a document is shown so to the clerk", async () => {
    await start({ realName: "required" });
    const other = hall.config.sectors[1]?.id as QueueId;
    const from = hall.config.windows.find((w) => w.sectors.includes(other))?.id as WindowId;
    await hall.service.window({ verb: "open", window: from, staff: "s02" as StaffId, placed: true }, ADMIN);
    const issued = await hall.issue({ queue: other });
    expect(issued.identityMissing).toBe(false);
    await hall.service.window({ verb: "call-next", window: from }, ADMIN);
    await hall.service.window({ verb: "transfer", window: from, to: { queue: Q } }, ADMIN);
    expect(hall.service.ticket(issued.id)).toMatchObject({ queue: Q, identity: null, identityMissing: true });
    const holder = await hall.issue({ queue: Q, document: document() });
    expect(holder.identityMissing).toBe(false);
  });

  test("somebody else's document at the window voids the number and is counted", async () => {
    await start({ realName: "optional" });
    const issued = await hall.issue({ queue: Q, document: document() });
    await act("call-next");
    await act("start");
    const seen = expectDone(
      await hall.service.checkHolder(issued.id, { match: false, note: "照片不符" }, ADMIN),
    );
    expect(seen.state).toBe("cancelled");
    expect(hall.service.windowView(W1)).toMatchObject({ state: "idle", ticket: null });
    expect(hall.core.memory.states.statistics.voided).toBe(1);
  });

  test("repeated no-shows cool down, over days and restarts, until the day that is told", async () => {
    const coolDown = { times: 2, days: 3, phone: true };
    await start({ noShowCoolDown: coolDown });
    await missOne({ phone: "+8613800138000" });
    await missOne({ phone: "+8613800138000" });
    await hall.restart(20 * HOUR);
    const refused = (await hall.service.issue({ queue: Q, phone: "+8613800138000" }, ADMIN)) as Refusal;
    expect(refused.refused).toBe("identity.cool-down");
    expect(refused.detail).toContain("11月26日起");
    expect(codeOf(await hall.service.issue({ queue: Q, phone: "+8613800138001" }, ADMIN))).toBe("done");
    const pass = { queue: Q, phone: "+8613800138000", override: true };
    expect(codeOf(await hall.service.issue(pass, ADMIN))).toBe("override.reason-required");
    expect(codeOf(await hall.service.issue({ ...pass, overrideReason: "有住院证明" }, ADMIN))).toBe("done");
  });
});

describe("back in line at the kiosk", () => {
  test("by the number, and by the phone's tail where there is a phone; as often as the rule says", async () => {
    await start();
    const withPhone = await missOne({ phone: "+8613800138000" });
    hall.clock.advance(1_000);
    const without = await missOne();
    const rejoin = (number: string, tail?: string) =>
      hall.service.rejoinByNumber("k1", { number, tail }, KIOSK);
    expect(hall.service.kiosk("k1")?.missed).toEqual([
      { number: without.number, queue: Q, phone: false },
      { number: withPhone.number, queue: Q, phone: true },
    ]);
    expect(codeOf(await rejoin(withPhone.number))).toBe("ticket.tail-wrong");
    expect(codeOf(await rejoin(withPhone.number, "0001"))).toBe("ticket.tail-wrong");
    expect(expectDone(await rejoin(withPhone.number, "8000"))).toMatchObject({
      number: withPhone.number,
      rejoinsLeft: 0,
    });
    expectDone(await rejoin(without.number));
    expect(codeOf(await rejoin("Z999"))).toBe("ticket.not-missed");
    expect(codeOf(await rejoin(without.number))).toBe("ticket.not-missed");
    await act("call-next");
    await act("no-show");
    expect(codeOf(await rejoin(withPhone.number, "8000"))).toBe("ticket.rejoin-limit");
    expect(hall.service.kiosk("k1")?.missed).toEqual([]);
    expect(
      codeOf(await hall.service.rejoinByNumber("k2", { number: withPhone.number, tail: "8000" }, KIOSK)),
    ).toBe("ticket.not-missed");
    expect(codeOf(await hall.service.rejoinByNumber("k9", { number: "Z001" }, KIOSK))).toBe("kiosk.unknown");
  });
});

describe("the green channel", () => {
  test("who granted it is told; only the hall's reasons count", async () => {
    await start({}, { greenChannel: { kiosk: "allow", reasons: ["elderly"] } });
    const self = expectDone(
      await hall.service.issue({ queue: Q, green: "elderly", kiosk: "k1", channel: "kiosk" }, KIOSK),
    ).ticket;
    expect(self.green).toEqual({ reason: "elderly", by: "取号机自选", self: true });
    const clerk = { actor: { kind: "staff", id: "s02" }, key: null } as const;
    const walk = await hall.issue({ queue: Q });
    expect(codeOf(await hall.service.grantGreen(walk.id, "ill", clerk))).toBe("green.off");
    const granted = expectDone(await hall.service.grantGreen(walk.id, "elderly", clerk));
    expect(granted).toMatchObject({ class: "green", green: { reason: "elderly", by: "李四", self: false } });
    const again = expectDone(await hall.service.withdrawGreen(walk.id, "无证件", clerk));
    expect(again).toMatchObject({ class: "walk", green: null, state: "waiting" });
  });
});

describe("the day's close", () => {
  const close = async (request: Partial<CloseDay> = {}) =>
    expectDone(await hall.service.closeDay(closeDay.parse(request), ADMIN));

  test("each person gets the fate decided; whoever ends is told by SMS or named", async () => {
    await start();
    hall.core.memory.states.dispatcher.desks.get(W1);
    const called = await hall.issue({ queue: Q });
    const kept = await hall.issue({ queue: Q });
    const told = await hall.issue({ queue: Q, phone: "+8613800138000" });
    const named = await hall.issue({ queue: Q });
    await act("call-next");
    expect(hall.service.day().people.map((p) => [p.number, p.state])).toEqual([
      [kept.number, "waiting"],
      [told.number, "waiting"],
      [named.number, "waiting"],
    ]);
    const done = await close({
      decisions: [
        { ticket: called.id, action: "expire" },
        { ticket: told.id, action: "expire" },
        { ticket: named.id, action: "expire" },
      ],
    });
    expect(done).toEqual({ expired: 2, rebooked: 0, kept: 1, told: 1, untold: [named.number] });
    const ended = hall.service.ticket(told.id);
    expect(ended?.state).toBe("expired");
    expect(ended?.messages.map((m) => [m.kind, m.state])).toContainEqual(["ended", "pending"]);
    expect(hall.service.ticket(called.id)?.state).toBe("called");
    expect(hall.service.ticket(kept.id)?.state).toBe("waiting");
  });

  test("with nobody named everybody who is left ends", async () => {
    await start();
    await hall.issue({ queue: Q });
    expect(await close()).toMatchObject({ expired: 1, kept: 0 });
  });

  test("numbers stop for today, over a restart too, until a manager reopens or the day ends", async () => {
    await start();
    await hall.issue({ queue: Q });
    expect(await close({ rest: "serve", stop: true })).toMatchObject({ expired: 0, kept: 1 });
    await hall.restart();
    const refused = (await hall.service.issue({ queue: Q }, ADMIN)) as Refusal;
    expect(refused.refused).toBe("hall.closed");
    expect(refused.nextOpening).toBe(Date.UTC(2026, 10, 23, 16));
    expect(hall.service.kiosk("k1")?.open).toBe(false);
    expect(expectDone(await hall.service.reopenDay(ADMIN)).open).toBe(true);
    expect(codeOf(await hall.service.issue({ queue: Q }, ADMIN))).toBe("done");
    await close({ rest: "serve", stop: true });
    await hall.restart(24 * HOUR);
    expect(codeOf(await hall.service.issue({ queue: Q }, ADMIN))).toBe("done");
  });

  test("a slot that is not there refuses the whole close", async () => {
    await start();
    const waiting = await hall.issue({ queue: Q });
    const request = closeDay.parse({ decisions: [{ ticket: waiting.id, action: "rebook", slot: "x" }] });
    expect(codeOf(await hall.service.closeDay(request, ADMIN))).toBe("appointment.unknown");
    expect(hall.service.ticket(waiting.id)?.state).toBe("waiting");
  });
});
