import { describe, expect, it } from "vitest";
import { ref, shallowRef } from "vue";
import type { WindowRoomView } from "../../../../src/contract/socket.ts";
import type { Answer } from "../../shared/api.ts";
import type { Commands } from "../../shared/staff/use-commands.ts";
import type { Room } from "../../shared/use-room.ts";
import { useDesk } from "./use-desk.ts";

/** Commands whose answers come when the test says so. */
function slowCommands() {
  const busy = ref<string | null>(null);
  const sent: string[] = [];
  let answer: (given: Answer<unknown> | null) => void = () => {};
  const commands = {
    busy,
    notice: ref(null),
    send: (name: string, path: string) => {
      if (busy.value !== null) return Promise.resolve(null);
      busy.value = name;
      sent.push(path);
      return new Promise<Answer<unknown> | null>((resolve) => {
        answer = (given) => {
          busy.value = null;
          resolve(given);
        };
      });
    },
  } as unknown as Commands;
  return { commands, sent, answer: (given: Answer<unknown>) => answer(given) };
}

function deskAt(state: string) {
  const window = { id: "w01", state, next: null, staff: null, plans: [] };
  const room = { view: shallowRef({ window, ticket: null }) } as unknown as Room<WindowRoomView>;
  const slow = slowCommands();
  const { commands, sent, answer } = slow;
  const desk = useDesk({ id: "w01", room, staff: null, commands });
  const ok = (data: object): Answer<unknown> => ({ ok: true, status: 200, data });
  const refused: Answer<unknown> = {
    ok: false,
    status: 409,
    problem: { type: "about:blank", title: "no", status: 409, code: "ticket.state" },
  };
  const reply = async (given: Answer<unknown>) => {
    answer(given);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const { notice } = commands;
  const begun = { kind: "pause", from: "2026-11-23T11:30", to: "2026-11-23T12:00", begun: true };
  const paused = ok({ window: { ...window, plans: [begun] }, ticket: null });
  const moved = ok({ window, ticket: null });
  return { desk, sent, reply, notice, moved, paused, refused, ticket: ok({ number: "Z001" }) };
}

describe("a press while the last answer is on its way", () => {
  it("counts after the answer to a window's command", async () => {
    const { desk, sent, reply, moved } = deskAt("calling");
    void desk.act("start");
    void desk.act("finish");
    expect(sent).toEqual(["/windows/w01/start"]);
    await reply(moved);
    expect(sent).toEqual(["/windows/w01/start", "/windows/w01/finish"]);
  });

  it("counts after the answer about a ticket, and a ticket's button after a window's command", async () => {
    const { desk, sent, reply, moved, ticket } = deskAt("idle");
    void desk.act("call-next");
    void desk.onTicket("rejoin", "t1", "rejoin");
    await reply(moved);
    expect(sent).toEqual(["/windows/w01/call-next", "/tickets/t1/rejoin"]);
    void desk.act("call-next");
    await reply(ticket);
    expect(sent).toEqual(["/windows/w01/call-next", "/tickets/t1/rejoin", "/windows/w01/call-next"]);
  });

  it("is dropped when the answer was a refusal, and when it repeats the command under way", async () => {
    const { desk, sent, reply, moved, refused } = deskAt("calling");
    void desk.act("start");
    void desk.act("finish");
    await reply(refused);
    void desk.act("recall");
    void desk.act("recall");
    await reply(moved);
    expect(sent).toEqual(["/windows/w01/start", "/windows/w01/recall"]);
  });
});

it("says why nobody was called: nobody waits, or a planned pause has begun", async () => {
  const { desk, reply, notice, moved, paused } = deskAt("idle");
  void desk.act("call-next");
  await reply(moved);
  expect(notice.value).toEqual({ tone: "good", text: "当前没有人等候" });
  void desk.act("call-next");
  await reply(paused);
  expect(notice.value).toMatchObject({ tone: "warn", text: expect.stringContaining("暂停到 12:00") });
});
