import { onScopeDispose, type Ref, readonly, ref, type ShallowRef, shallowRef } from "vue";
import type { Problem } from "../../../../src/contract/problem.ts";
import type { IssueTicket, Ticket, ticketSeenAgain } from "../../../../src/contract/ticket.ts";
import { api, worthRepeating } from "../../shared/api.ts";
import { tabAttempts } from "../../shared/attempt.ts";

export type SeenAgain = (typeof ticketSeenAgain)["_output"];

export type IssueOutcome =
  | { readonly kind: "issued"; readonly ticket: Ticket }
  | { readonly kind: "again"; readonly seen: SeenAgain }
  | { readonly kind: "problem"; readonly problem: Problem }
  /** The person left before an answer came. */
  | { readonly kind: "left" };

// About a minute of tries: longer nobody stands there.
const RETRIES = 14;
const SLIP_EVERY_MS = 1000;
const SLIP_FOR_MS = 20_000;

/** Asks for a number, once, however often it is tapped or repeated. */
export function useIssue(kiosk: string) {
  const attempts = tabAttempts<IssueTicket>(kiosk);
  const tries = ref(0);
  let running: { readonly json: string; readonly answer: Promise<IssueOutcome> } | null = null;
  let abort: AbortController | null = null;

  const issue = (body: IssueTicket): Promise<IssueOutcome> => {
    const json = JSON.stringify(body);
    // A second tap while the first is on its way waits for the same answer.
    if (running?.json === json) return running.answer;
    abort?.abort();
    const answer = send(body);
    running = { json, answer };
    return answer;
  };

  const send = async (body: IssueTicket): Promise<IssueOutcome> => {
    const attempt = attempts.confirm(body);
    const mine = new AbortController();
    abort = mine;
    tries.value = 0;
    const answer = await api<Ticket | SeenAgain>("POST", "/tickets", {
      body,
      key: attempt.key,
      signal: mine.signal,
      retries: RETRIES,
      timeoutMs: 8000,
      onRetry: (n) => {
        tries.value = n;
      },
    });
    if (mine.signal.aborted) return { kind: "left" };
    running = null;
    // Not known whether it was done: the attempt stays open, so trying again is no second wish.
    if (!worthRepeating(answer)) attempts.settle();
    if (!answer.ok) return { kind: "problem", problem: answer.problem };
    if ("repeated" in answer.data) return { kind: "again", seen: answer.data };
    return { kind: "issued", ticket: answer.data };
  };

  /** The person has gone: whoever comes next gets a number of their own. */
  const leave = () => {
    abort?.abort();
    abort = null;
    running = null;
    attempts.settle();
  };
  onScopeDispose(() => abort?.abort());

  return {
    issue,
    leave,
    tries: readonly(tries),
    unfinished: (maxAgeMs: number) => attempts.unfinished(maxAgeMs),
  };
}

/** Follows a ticket's slip and SMS for up to twenty seconds after it was issued. */
export function useSlipWatch(): {
  readonly ticket: Readonly<ShallowRef<Ticket | null>>;
  readonly gaveUp: Readonly<Ref<boolean>>;
  readonly watch: (ticket: Ticket) => void;
  readonly stop: () => void;
} {
  const ticket = shallowRef<Ticket | null>(null);
  const gaveUp = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let run = 0;

  const stop = () => {
    run++;
    clearTimeout(timer);
    ticket.value = null;
    gaveUp.value = false;
  };
  const watch = (issued: Ticket) => {
    stop();
    ticket.value = issued;
    const mine = run;
    const until = Date.now() + SLIP_FOR_MS;
    const ask = async () => {
      const answer = await api<Ticket>("GET", `/tickets/${encodeURIComponent(issued.id)}`, {
        timeoutMs: 4000,
      });
      if (mine !== run) return;
      if (answer.ok) ticket.value = answer.data;
      if (Date.now() >= until) gaveUp.value = true;
      else timer = setTimeout(ask, SLIP_EVERY_MS);
    };
    timer = setTimeout(ask, SLIP_EVERY_MS);
  };
  onScopeDispose(stop);
  return { ticket, gaveUp: readonly(gaveUp), watch, stop };
}
