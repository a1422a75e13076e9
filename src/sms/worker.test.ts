import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TicketId } from "../contract/ids.ts";
import { ManualClock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { MessageOutbox, OutboxMessage } from "./outbox.ts";
import type { SmsMessage, SmsOutcome, SmsService } from "./provider.ts";
import { SmsWorker } from "./worker.ts";

type State = "pending" | "sending" | "sent" | "delivered" | "failed" | "expired";
interface Row extends Omit<OutboxMessage, "attempts"> {
  attempts: number;
  state: State;
  nextAt: number;
  reason: string | null;
  reference: string | null;
}
const MINUTE = 60_000;
const NOW = 1_000_000;

/** An outbox in memory; `refuse` makes the next so many writes fail. */
class FakeOutbox implements MessageOutbox {
  readonly rows: Row[] = [];
  readonly writes: string[] = [];
  refuse = 0;

  add(part: Partial<Row> = {}): Row {
    const id = this.rows.length + 1;
    const row: Row = {
      id,
      ticket: `t-${id}` as TicketId,
      leg: 1,
      kind: "issued",
      occurrence: 1,
      phone: `+861380013${8000 + id}`,
      text: `号${id}`,
      attempts: 0,
      expiresAt: NOW + 30 * MINUTE,
      state: "pending",
      nextAt: NOW,
      reason: null,
      reference: null,
      ...part,
    };
    this.rows.push(row);
    return row;
  }
  async #write(name: string, id: number, change: (row: Row) => void): Promise<void> {
    await Promise.resolve();
    if (this.refuse > 0) {
      this.refuse--;
      throw new Error("disk full");
    }
    this.writes.push(`${name} ${id}`);
    const row = this.rows.find((r) => r.id === id);
    if (row) change(row);
  }
  due(now: number, limit: number) {
    const due = this.rows.filter((r) => r.state === "pending" && r.nextAt <= now);
    return due.slice(0, limit).map((r) => ({ ...r }));
  }
  nextDue() {
    const times = this.rows.filter((r) => r.state === "pending").map((r) => r.nextAt);
    return times.length === 0 ? null : Math.min(...times);
  }
  recover() {
    for (const r of this.rows) if (r.state === "sending") r.state = "pending";
    return Promise.resolve();
  }
  async sending(ids: readonly number[]) {
    for (const id of ids) {
      await this.#write("sending", id, (r) => {
        r.state = "sending";
        r.attempts++;
      });
    }
  }
  sent(id: number, reference: string) {
    return this.#write("sent", id, (r) => Object.assign(r, { state: "sent", reference }));
  }
  delivered(id: number) {
    return this.#write("delivered", id, (r) => Object.assign(r, { state: "delivered" }));
  }
  failed(id: number, reason: string) {
    return this.#write("failed", id, (r) => Object.assign(r, { state: "failed", reason }));
  }
  retry(id: number, at: number, reason: string) {
    return this.#write("retry", id, (r) => Object.assign(r, { state: "pending", nextAt: at, reason }));
  }
  expired(id: number) {
    return this.#write("expired", id, (r) => Object.assign(r, { state: "expired" }));
  }
  awaitingReceipt() {
    return [];
  }
}

let outbox: FakeOutbox;
let clock: ManualClock;
let requests: SmsMessage[];
let respond: (message: SmsMessage, signal: AbortSignal) => Promise<SmsOutcome>;
let lines: string[];
let worker: SmsWorker | null;
let together: { now: number; most: number };

const accepted: SmsOutcome = { accepted: true, reference: "SM1", state: "sent" };
const trouble = (permanent: boolean, retryAfterMs: number | null = null): SmsOutcome => ({
  accepted: false,
  permanent,
  code: "x",
  reason: "原因",
  retryAfterMs,
});
const log: Log = {
  debug: (facts, text) => lines.push(JSON.stringify(facts) + text),
  info: (facts, text) => lines.push(JSON.stringify(facts) + text),
  warn: (facts, text) => lines.push(JSON.stringify(facts) + text),
  error: (facts, text) => lines.push(JSON.stringify(facts) + text),
  child: () => log,
};
const on: SmsService = {
  state: "on",
  name: "fake",
  provider: {
    name: "fake",
    prepare: () => Promise.reject(new Error("nothing to load")),
    send: async (message, signal) => {
      requests.push(message);
      together.now++;
      together.most = Math.max(together.most, together.now);
      try {
        return await respond(message, signal);
      } finally {
        together.now--;
      }
    },
    receipt: () => Promise.resolve(null),
  },
};

beforeEach(() => {
  outbox = new FakeOutbox();
  clock = new ManualClock(NOW);
  requests = [];
  lines = [];
  worker = null;
  together = { now: 0, most: 0 };
  respond = () => Promise.resolve(accepted);
});
afterEach(() => worker?.stop());

async function run(part: { sms?: SmsService; concurrency?: number } = {}): Promise<SmsWorker> {
  worker = new SmsWorker({
    outbox,
    sms: part.sms ?? on,
    signature: "大厅",
    concurrency: part.concurrency ?? 3,
    clock,
    log,
  });
  await worker.start(new AbortController().signal);
  await settle();
  return worker;
}
/** Lets every promise that is ready run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
const states = () => outbox.rows.map((r) => r.state);

test("what is pending goes out signed, with the key of its ticket, leg, kind and occurrence", async () => {
  outbox.add({ kind: "called", leg: 2, occurrence: 3, text: "请Z003现在到3号窗口办理。" });
  const w = await run();
  expect(requests).toEqual([
    { to: "+8613800138001", body: "【大厅】请Z003现在到3号窗口办理。", idempotency: "t-1:2:called:3" },
  ]);
  expect(outbox.rows[0]).toMatchObject({ state: "sent", reference: "SM1", attempts: 1 });
  expect(w.counters).toEqual({ sent: 1, failed: 0, retried: 0, expired: 0 });
});

test("the mark `sending` is made before the request goes out", async () => {
  outbox.add();
  respond = () => {
    expect(outbox.writes).toEqual(["sending 1"]);
    return Promise.resolve(accepted);
  };
  await run();
  expect(outbox.writes).toEqual(["sending 1", "sent 1"]);
});

test("nothing is sent while the storage refuses the mark; then it goes by itself", async () => {
  outbox.add();
  outbox.refuse = 2;
  await run();
  expect(requests).toHaveLength(0);
  clock.advance(250);
  await settle();
  expect(requests).toHaveLength(0);
  clock.advance(500);
  await settle();
  expect(states()).toEqual(["sent"]);
});

test("a result the storage refuses is written later, and the message is not sent twice", async () => {
  outbox.add();
  respond = () => {
    outbox.refuse = 3;
    return Promise.resolve(accepted);
  };
  const w = await run();
  expect(states()).toEqual(["sending"]);
  w.wake();
  for (const ms of [250, 500, 1000]) {
    clock.advance(ms);
    await settle();
  }
  expect(states()).toEqual(["sent"]);
  expect(requests).toHaveLength(1);
});

test("what a crash left under way goes again under the same key", async () => {
  outbox.add({ state: "sending", attempts: 1 });
  await run();
  expect(requests.map((r) => r.idempotency)).toEqual(["t-1:1:issued:1"]);
  expect(outbox.rows[0]).toMatchObject({ state: "sent", attempts: 2 });
});

test("at most so many at once, all of them in the end, each once", async () => {
  for (let i = 0; i < 40; i++) outbox.add();
  respond = () => new Promise((resolve) => setImmediate(() => resolve(accepted)));
  const w = await run({ concurrency: 3 });
  for (let i = 0; i < 10; i++) {
    w.wake();
    await settle();
  }
  expect(together.most).toBe(3);
  expect(new Set(requests.map((r) => r.idempotency)).size).toBe(40);
  expect(requests).toHaveLength(40);
  expect(new Set(states())).toEqual(new Set(["sent"]));
});

test("one person's messages go one after the other, others pass meanwhile", async () => {
  outbox.add({ kind: "issued" });
  outbox.add({ kind: "called", ticket: "t-1" as TicketId });
  outbox.add();
  const open: (() => void)[] = [];
  respond = () => new Promise((resolve) => open.push(() => resolve(accepted)));
  await run();
  expect(requests.map((r) => r.idempotency)).toEqual(["t-1:1:issued:1", "t-3:1:issued:1"]);
  open[0]?.();
  await settle();
  expect(requests.at(-1)?.idempotency).toBe("t-1:1:called:1");
  for (const resolve of open) resolve();
});

describe("trouble that passes", () => {
  test("is tried again after 2, 4, 8 seconds", async () => {
    outbox.add();
    respond = () => Promise.resolve(trouble(false));
    await run();
    const tries: number[] = [];
    for (let second = 1; second <= 15; second++) {
      const before = requests.length;
      clock.advance(1_000);
      await settle();
      if (requests.length > before) tries.push(second);
    }
    expect(tries).toEqual([2, 6, 14]);
    respond = () => Promise.resolve(accepted);
    clock.advance(20_000);
    await settle();
    expect(states()).toEqual(["sent"]);
  });
  test("waits as long as the provider asked", async () => {
    outbox.add();
    respond = () => Promise.resolve(trouble(false, 30_000));
    await run();
    clock.advance(29_999);
    await settle();
    expect(requests).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(requests).toHaveLength(2);
  });
  test("ends with a reason once the message would expire", async () => {
    outbox.add({ expiresAt: NOW + 5_000 });
    respond = () => Promise.resolve(trouble(false));
    await run();
    clock.advance(2_000);
    await settle();
    expect(requests).toHaveLength(2);
    expect(outbox.rows[0]).toMatchObject({ state: "failed", reason: "多次未发出：原因" });
  });
  test("a provider that throws is trouble too, and its text can't leak the number", async () => {
    outbox.add();
    respond = () => Promise.reject(new Error("bad number +8613800138001"));
    await run();
    expect(states()).toEqual(["pending"]);
    expect(outbox.rows[0]?.reason).not.toContain("13800138001");
  });
});

test("a final refusal fails at once, with its reason", async () => {
  outbox.add();
  respond = () => Promise.resolve(trouble(true));
  await run();
  expect(outbox.rows[0]).toMatchObject({ state: "failed", reason: "原因" });
  clock.advance(10 * MINUTE);
  await settle();
  expect(requests).toHaveLength(1);
});

test("what is too old, or has lost its number, is not sent", async () => {
  outbox.add({ expiresAt: NOW });
  outbox.add({ phone: null });
  outbox.add();
  await run();
  expect(states()).toEqual(["expired", "failed", "sent"]);
  expect(outbox.rows[1]?.reason).toBe("手机号码已按规定清除");
});

test("with the provider off every message says why", async () => {
  outbox.add();
  await run({ sms: { state: "off", name: "twilio", reason: "未设置 TWILIO_AUTH_TOKEN" } });
  expect(outbox.rows[0]).toMatchObject({ state: "failed", reason: "未设置 TWILIO_AUTH_TOKEN" });
  expect(requests).toHaveLength(0);
});

test("a message for later waits for its time; waking without work does nothing", async () => {
  outbox.add({ nextAt: NOW + 5_000 });
  const w = await run();
  w.wake();
  await settle();
  expect(requests).toHaveLength(0);
  clock.advance(5_000);
  await settle();
  expect(requests).toHaveLength(1);
});

test("stop waits for what is under way, then nothing more goes out", async () => {
  outbox.add();
  let finish: () => void = () => {};
  respond = () =>
    new Promise((resolve) => {
      finish = () => resolve(accepted);
    });
  const w = await run();
  const stopping = w.stop();
  outbox.add();
  w.wake();
  finish();
  await stopping;
  expect(states()).toEqual(["sent", "pending"]);
});

test("stop cuts off a provider that hangs; that message goes again after the next start", async () => {
  outbox.add();
  respond = (_, signal) =>
    new Promise((resolve) => signal.addEventListener("abort", () => resolve(trouble(false))));
  const w = await run();
  await w.stop();
  expect(states()).toEqual(["sending"]);
  respond = () => Promise.resolve(accepted);
  await run();
  expect(states()).toEqual(["sent"]);
}, 10_000);

test("no phone number is ever logged", async () => {
  outbox.add();
  outbox.add();
  outbox.add();
  respond = (m) => Promise.resolve(m.to.endsWith("1") ? accepted : trouble(m.to.endsWith("2")));
  await run();
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines.join("\n")).not.toMatch(/1380013800/);
  expect(lines.join("\n")).toContain("138****8001");
});
