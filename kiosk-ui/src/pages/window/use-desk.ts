import { computed, type Ref, ref, watch } from "vue";
import type { WindowRoomView } from "../../../../src/contract/socket.ts";
import type { Ticket } from "../../../../src/contract/ticket.ts";
import type { QueueView, WindowAnswer, WindowView } from "../../../../src/contract/window.ts";
import { api } from "../../shared/api.ts";
import { begunText } from "../../shared/staff/plan-words.ts";
import type { SignedInStaff } from "../../shared/staff/staff-session.ts";
import type { Commands } from "../../shared/staff/use-commands.ts";
import type { Room } from "../../shared/use-room.ts";
import type { WindowAction } from "./shortcuts.ts";
import { isAllowed, pauseVerb } from "./window-actions.ts";

export const PAUSE_REASONS = ["暂时离开", "用餐", "开会学习", "整理材料", "设备故障"] as const;
export const PARK_REASONS = ["去补材料", "去复印", "去缴费", "等待核实", "其他"] as const;

export interface TransferTarget {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

/** A key pressed while the last command's answer is on its way still counts, if the answer comes this soon, ms. */
const NEXT_PRESS_MS = 1_500;

/** What the clerk's keys and buttons do at one window. */
export function useDesk(parts: {
  readonly id: string;
  readonly room: Room<WindowRoomView>;
  readonly staff: SignedInStaff | null;
  readonly commands: Commands;
}) {
  const { id, room, staff, commands } = parts;
  const dialog = ref<"pause" | "park" | "transfer" | "leave" | null>(null);
  const targets = ref<readonly TransferTarget[]>([]);
  const looked = ref<Ticket | null>(null);
  // The answer to one's own command shows at once; the room's next word replaces it.
  const answered = ref<WindowAnswer | null>(null);
  watch(room.view, () => {
    answered.value = null;
  });
  const window = computed<WindowView | null>(() => answered.value?.window ?? room.view.value?.window ?? null);
  const ticket = computed<Ticket | null>(() =>
    answered.value ? answered.value.ticket : (room.view.value?.ticket ?? null),
  );
  /** Someone else sits here. A manager and the administrator may act for them. */
  const others = computed(() => {
    const holder = window.value?.staff;
    return holder && staff && staff.role !== "manager" && holder.id !== staff.id ? holder.name : null;
  });
  const mayAct = computed(() => window.value !== null && others.value === null);

  // The page can show the new state before its answer is here, and a quick hand goes by what it sees.
  let nextPress: { readonly run: () => unknown; readonly at: number } | null = null;
  const later = (run: () => unknown) => {
    nextPress = { run, at: Date.now() };
  };
  /** The command has been answered: what was pressed meanwhile has its turn, unless that answer was a refusal. */
  const goOn = (answered: boolean) => {
    const then = nextPress;
    nextPress = null;
    if (answered && then && Date.now() - then.at < NEXT_PRESS_MS) void then.run();
  };

  const command = async (name: string, verb: string, body: unknown = {}) => {
    const before = room.view.value;
    const answer = await commands.send<WindowAnswer>(
      name,
      `/windows/${encodeURIComponent(id)}/${verb}`,
      body,
    );
    if (answer === null) return null;
    if (!answer.ok) {
      goOn(false);
      return answer;
    }
    // The room may have told it already, and more.
    if (room.view.value === before) answered.value = answer.data;
    if ((verb === "call-next" || verb === "call") && answer.data.ticket === null) {
      const begun = begunText(answer.data.window.plans);
      commands.notice.value = { tone: begun ? "warn" : "good", text: begun ?? "当前没有人等候" };
    }
    goOn(true);
    return answer;
  };

  const act = async (action: WindowAction): Promise<void> => {
    if (commands.busy.value !== null) {
      if (commands.busy.value !== action) later(() => act(action));
      return;
    }
    const now = window.value;
    if (!now || !mayAct.value || !isAllowed(action, now.state)) return;
    switch (action) {
      case "pause-toggle":
        if (pauseVerb(now) === "pause") dialog.value = "pause";
        else await command(action, "resume");
        return;
      case "park":
        dialog.value = "park";
        return;
      case "transfer":
        targets.value = await transferTargets(now);
        dialog.value = "transfer";
        return;
      default:
        await command(action, action);
    }
  };

  const transfer = (target: string) => {
    const [kind, name] = [target.slice(0, target.indexOf(":")), target.slice(target.indexOf(":") + 1)];
    return command("transfer", "transfer", kind === "default" ? {} : { [kind]: name });
  };

  const onTicket = async (
    name: string,
    ticketId: string,
    verb: "rejoin" | "reprint" | "resend",
  ): Promise<void> => {
    if (commands.busy.value !== null) {
      if (commands.busy.value !== name) later(() => onTicket(name, ticketId, verb));
      return;
    }
    const answer = await commands.send<Ticket>(name, `/tickets/${encodeURIComponent(ticketId)}/${verb}`);
    if (answer === null) return;
    if (!answer.ok) return goOn(false);
    if (looked.value?.id === ticketId) looked.value = answer.data;
    if (answered.value?.ticket?.id === ticketId) answered.value = { ...answered.value, ticket: answer.data };
    const done = { rejoin: "已重新排队", reprint: "已发往打印机", resend: "已重新发送短信" }[verb];
    commands.notice.value = { tone: "good", text: `${answer.data.number} ${done}` };
    goOn(true);
  };

  /** What the clerk has seen of the person: 本人, green channel. */
  const onPerson = async (name: string, ticketId: string, path: string, body: object, said: string) => {
    const answer = await commands.send<Ticket>(
      name,
      `/tickets/${encodeURIComponent(ticketId)}/${path}`,
      body,
    );
    if (!answer?.ok) return;
    if (looked.value?.id === ticketId) looked.value = answer.data;
    commands.notice.value = { tone: "good", text: `${answer.data.number} ${said}` };
  };

  const look = async (ticketId: string) => {
    const answer = await api<Ticket>("GET", `/tickets/${encodeURIComponent(ticketId)}`, { retries: 1 });
    if (answer.ok) looked.value = answer.data;
    else commands.notice.value = { tone: "bad", text: answer.problem.title };
  };

  return {
    window,
    ticket,
    others,
    mayAct,
    dialog,
    targets,
    looked: looked as Ref<Ticket | null>,
    act,
    transfer,
    look,
    open: () => command("open", "open", {}),
    close: () => command("close", "close"),
    pause: (reason: string) => command("pause-toggle", "pause", { reason }),
    park: (reason: string) => command("park", "park", { reason }),
    call: (ticketId: string) => command("call", "call", { ticket: ticketId }),
    /** Its answer stands in the room's next word. */
    unplan: async (plan: string) => {
      const path = `/windows/${encodeURIComponent(id)}/plans/${encodeURIComponent(plan)}`;
      const answer = await commands.send<WindowAnswer>("unplan", path, {}, "DELETE");
      if (answer?.ok) commands.notice.value = { tone: "good", text: "已撤销计划" };
    },
    onTicket,
    holder: (ticketId: string, match: boolean) =>
      onPerson("holder", ticketId, "holder", { match }, match ? "已核对本人" : "已作废"),
    withdrawGreen: (ticketId: string, reason: string) =>
      onPerson("green", ticketId, "green/withdraw", { reason }, "已改为普通号"),
    chooseLeg: (ticketId: string, next: string) => onPerson("leg", ticketId, "legs", { next }, "已改下一项"),
    grantGreen: (ticketId: string, reason: string) =>
      onPerson("green", ticketId, "green", { reason }, "已转绿色通道"),
  };
}

/** Queues and open windows one can send to, the window's configured target first. */
async function transferTargets(own: WindowView): Promise<readonly TransferTarget[]> {
  const [queues, windows] = await Promise.all([
    api<QueueView[]>("GET", "/queues", { retries: 1 }),
    api<WindowView[]>("GET", "/windows", { retries: 1 }),
  ]);
  const toQueues = (queues.ok ? queues.data : []).map((q) => ({
    id: `queue:${q.id}`,
    label: `${q.name}（排队）`,
    hint: `${q.waiting}人等候`,
  }));
  const toWindows = (windows.ok ? windows.data : [])
    .filter((w) => w.id !== own.id && w.state !== "closed")
    .map((w) => ({ id: `window:${w.id}`, label: w.name, hint: w.staff?.name ?? "" }));
  return [{ id: "default:", label: "默认去向", hint: "按窗口设置" }, ...toQueues, ...toWindows];
}
