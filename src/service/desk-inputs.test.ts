import { afterEach, beforeEach, expect, test } from "vitest";
import type { IdCard } from "../contract/id-card.ts";
import type { QueueId, TicketId, WindowId } from "../contract/ids.ts";
import { isRefusal } from "../kernel/errors.ts";
import { pressCommand } from "./keys.ts";
import { ADMIN, CoreHall, codeOf, expectDone } from "./testing/core-hall.ts";

const ZHANG: IdCard = {
  document: "resident",
  name: "张三丰",
  sex: "男",
  nation: "汉",
  birth: "1949-12-31",
  address: "某路1号",
  idNumber: "11010519491231002X",
  issuer: "公安局",
  validFrom: "2020-01-01",
  validTo: null,
  photo: null,
};
const LI: IdCard = { ...ZHANG, name: "李四", idNumber: "440524188001010014", validTo: "2024-01-01" };
const W1 = "w01" as WindowId;

let hall: CoreHall;
let KIOSK: string;
beforeEach(() => {
  hall = new CoreHall();
  hall.core.start();
  KIOSK = hall.config.kiosks[0]?.id as string;
});
afterEach(() => hall.stop());

const atKiosk = (card: IdCard) => hall.desk.card({ kiosk: KIOSK, window: null }, { seen: "card", card });
const tokenAt = () => hall.desk.kiosk(KIOSK).card?.token as string;
const issue = (more = {}) => hall.service.issue({ kiosk: KIOSK, ...more }, ADMIN);

test("the kiosk is told a masked name and a token, never name or number", () => {
  atKiosk(ZHANG);
  const view = hall.desk.kiosk(KIOSK);
  expect(view.card).toMatchObject({ mask: "张*", document: "resident" });
  expect(JSON.stringify(view)).not.toMatch(/三丰|1949/);
});

test("a number taken with the card carries the vault's id, a mask and a key; no fact holds name or number", async () => {
  atKiosk(ZHANG);
  const { ticket } = expectDone(await issue({ card: tokenAt() }));
  const fact = hall.facts.find((f) => f.type === "ticket.issued");
  expect(fact?.data).toMatchObject({
    identity: { mask: expect.stringContaining("张*"), id: expect.any(String), key: expect.any(String) },
  });
  expect(JSON.stringify(hall.facts)).not.toMatch(/三丰|11010519491231002X/);
  expect(hall.store.vault.identityOf(ticket.id)).toBe(hall.store.vault.identityKey("11010519491231002x"));
  expect(hall.desk.kiosk(KIOSK).card).toBeNull();
});

test("a token is good once, at its own kiosk, for a while", async () => {
  atKiosk(ZHANG);
  const token = tokenAt();
  expect(codeOf(await hall.service.issue({ card: token }, ADMIN))).toBe("card.unknown");
  expect(codeOf(await issue({ card: "another" }))).toBe("card.unknown");
  const both = await Promise.all([issue({ card: token }), issue({ card: token })]);
  expect(both.map(codeOf).sort()).toEqual(["card.unknown", "done"]);
  expect(codeOf(await issue({ card: token }))).toBe("card.unknown");
  atKiosk(LI);
  const late = tokenAt();
  await hall.advance(180_000);
  expect(hall.desk.kiosk(KIOSK).card).toBeNull();
  expect(codeOf(await issue({ card: late }))).toBe("card.unknown");
});

test("a refused number leaves the card for another try; whoever walks away takes it along", async () => {
  atKiosk(ZHANG);
  const token = tokenAt();
  expect(codeOf(await issue({ card: token, queue: "no-such" as QueueId }))).toBe("queue.unknown");
  expect(tokenAt()).toBe(token);
  hall.service.forgetInputs(KIOSK);
  expect(codeOf(await issue({ card: token }))).toBe("card.unknown");
});

test("the same card waiting in that sector gets its number shown again, not a second one", async () => {
  atKiosk(ZHANG);
  const first = expectDone(await issue({ card: tokenAt() }));
  atKiosk(ZHANG);
  const again = expectDone(await issue({ card: tokenAt() }));
  expect(again).toMatchObject({ created: false, ticket: { id: first.ticket.id } });
  atKiosk(LI);
  expect(expectDone(await issue({ card: tokenAt() })).created).toBe(true);
});

test("a wrong check digit and a failed reading are told, and give no token", () => {
  atKiosk({ ...ZHANG, idNumber: "110105194912310021" });
  expect(hall.desk.kiosk(KIOSK)).toMatchObject({
    card: null,
    notice: { text: "证件号码校验不符，请到窗口办理" },
  });
  hall.desk.card({ kiosk: KIOSK, window: null }, { seen: "trouble", reason: "证件读取失败，请重新放置" });
  expect(hall.desk.kiosk(KIOSK).notice?.text).toBe("证件读取失败，请重新放置");
});

test("passports and 港澳台居民居住证 are typed under the same rules", async () => {
  const typed = (document: "passport" | "residence-permit", number: string) =>
    hall.service.typeDocument(KIOSK, { document, name: "SMITH JOHN", number });
  expect(codeOf(typed("residence-permit", "810000199408230022"))).toBe("applicant.id-invalid");
  expect(
    codeOf(hall.service.typeDocument("k9", { document: "passport", name: "A", number: "E12345678" })),
  ).toBe("kiosk.unknown");
  expect(typed("residence-permit", "810000 199408230021")).toMatchObject({ mask: "S*" });
  const card = typed("passport", "e12345678");
  if (isRefusal(card)) throw new Error(card.detail);
  const { ticket } = expectDone(await issue({ card: card.token }));
  expect(hall.store.vault.identityOf(ticket.id)).toBe(hall.store.vault.identityKey("E12345678"));
});

async function calledAtW1(card: IdCard | null): Promise<TicketId> {
  if (card) atKiosk(card);
  const { ticket } = expectDone(await issue(card ? { card: tokenAt() } : {}));
  await hall.open(W1, hall.config.staff[0]?.id ?? "");
  expectDone(await hall.service.window({ verb: "call", window: W1, ticket: ticket.id }, ADMIN));
  return ticket.id;
}

test("a window's reader fills in the person and says whether it is the holder of the number", async () => {
  await calledAtW1(ZHANG);
  const read = (card: IdCard) => hall.desk.card({ kiosk: null, window: W1 }, { seen: "card", card });
  read(ZHANG);
  expect(hall.service.windowInputs(W1).card).toMatchObject({
    name: "张三丰",
    idNumber: "11010519491231002X",
    holder: "same",
    expired: false,
  });
  read(LI);
  expect(hall.service.windowInputs(W1).card).toMatchObject({ holder: "other", expired: true });
});

test("where the number was taken without a card nothing is said about its holder", async () => {
  await calledAtW1(null);
  hall.desk.card({ kiosk: null, window: W1 }, { seen: "card", card: ZHANG });
  expect(hall.service.windowInputs(W1).card?.holder).toBe("unknown");
});

test("codes: the phone page's shows the number at a window, its token only at the kiosk", async () => {
  const { ticket } = expectDone(await issue());
  const url = ticket.statusUrl as string;
  hall.desk.scan({ kiosk: KIOSK, window: W1 }, url);
  const token = url.split("/t/")[1];
  expect(hall.desk.kiosk(KIOSK).scan).toMatchObject({ kind: "visit", text: token });
  expect(hall.service.windowInputs(W1).scan).toMatchObject({
    kind: "visit",
    text: "",
    number: ticket.number,
  });
  hall.desk.scan({ kiosk: KIOSK, window: null }, "YY20261123001");
  expect(hall.desk.kiosk(KIOSK).scan).toMatchObject({ kind: "booking", text: "YY20261123001" });
  await hall.advance(60_000);
  expect(hall.desk.kiosk(KIOSK).scan).toBeNull();
});

test("digits of a keypad mean the one ticket of its window's sectors that has them", async () => {
  const sectors = hall.config.windows.find((w) => w.id === W1)?.sectors as QueueId[];
  const { ticket } = expectDone(await issue({ queue: sectors[0] }));
  const press = (call: string) => pressCommand(hall.core.memory.states.dispatcher, W1, { call });
  const digits = ticket.number.replace(/\D/g, "");
  for (const typed of [digits, String(Number(digits)), `0${digits}`])
    expect(press(typed)).toEqual({ type: "call", window: W1, ticket: ticket.id });
  expect(press("99")).toMatchObject({ refused: "ticket.unknown" });
  expect(pressCommand(hall.core.memory.states.dispatcher, W1, "recall")).toEqual({
    type: "recall",
    window: W1,
  });
});

test("a photo that is kept stands in the vault and is emptied with the number", () => {
  const document = {
    document: "resident",
    name: "张三丰",
    number: ZHANG.idNumber,
    photo: Buffer.from([1]),
  } as const;
  const { vault } = hall.store;
  const kept = vault.identity(document, { at: 1_000, day: "2026-10-01" });
  expect(vault.identity(document, { at: 2_000, day: "2026-10-02" })).toMatchObject({
    id: kept.id,
    key: kept.key,
  });
  expect(vault.purgeIdentities(2_000)).toBe(0);
  expect(vault.purgeIdentities(2_001)).toBe(1);
});
