import type { WallAct, WallDevice, WallSlip, WallView } from "../../../src/contract/wall.ts";
import { HANGS_MS } from "./until.ts";

type Kind = WallDevice["kind"];
type OfKind<K extends Kind> = Extract<WallDevice, { readonly kind: K }>;

/** What the devices of a virtual hall have seen, and hands to use them with. */
export class Virtual {
  /** Where it serves now; asked each time, for it may have been started again elsewhere. */
  readonly #url: () => string;

  constructor(url: () => string) {
    this.#url = url;
  }

  async state(): Promise<WallView> {
    const answer = await fetch(`${this.#url()}/state`);
    return (await answer.json()) as WallView;
  }

  async act(act: WallAct): Promise<void> {
    const answer = await fetch(`${this.#url()}/act`, { method: "POST", body: JSON.stringify(act) });
    if (!answer.ok) throw new Error(`${JSON.stringify(act)}: ${answer.status} ${await answer.text()}`);
  }

  press(device: string, key: string): Promise<void> {
    return this.act({ act: "press", device, key });
  }

  /** Looks at each view as it comes until `seen` gives something truthy; fails naming `what` and the last view. */
  async until<T>(what: string, seen: (view: WallView) => T, ms = HANGS_MS): Promise<NonNullable<T>> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), ms);
    let last: WallView | null = null;
    try {
      for await (const view of views(this.#url(), abort.signal)) {
        last = view;
        const got = seen(view);
        if (got) return got;
      }
      throw new Error("the virtual hall hung up");
    } catch (error) {
      if (!abort.signal.aborted && last === null) throw error;
      throw new Error(`waited ${ms} ms in vain for ${what}; last view: ${JSON.stringify(last)}`, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  }

  /** Waits until the board shows `text` (all of it, or a part). */
  async shows(board: string, text: string, ms?: number): Promise<OfKind<"board">> {
    return await this.until(
      `${board} to show ${text}`,
      (view) => {
        const device = deviceOf(view, board, "board");
        return boardText(device).includes(text) ? device : null;
      },
      ms,
    );
  }
}

/** The device of that id; fails when there is none or it is another kind. */
export function deviceOf<K extends Kind>(view: WallView, id: string, kind: K): OfKind<K> {
  const found = view.devices.find((device) => device.id === id);
  if (found?.kind !== kind) throw new Error(`no ${kind} ${id} among ${view.devices.map((d) => d.id)}`);
  return found as OfKind<K>;
}

export const boardText = (board: OfKind<"board">): string => board.cells.map((cell) => cell.char).join("");

/** A slip's text, line by line; pictures as ▦, symbols as their data. */
export function slipText(slip: WallSlip): string {
  return slip.lines
    .map((line) =>
      line.kind === "qr" ? line.data : line.runs.map((run) => ("text" in run ? run.text : "▦")).join(""),
    )
    .join("\n");
}

/** Texts of the slips that were cut off, oldest first. */
export function cutSlips(view: WallView, printer: string): string[] {
  return deviceOf(view, printer, "printer")
    .slips.filter((slip) => slip.cut)
    .map(slipText)
    .reverse();
}

/** SMS that reached a phone, oldest first; `phone` as it was typed, without +86. */
export const smsTo = (view: WallView, phone: string): string[] =>
  view.sms
    .filter((message) => message.to === `+86${phone}`)
    .map((message) => message.body)
    .reverse();

async function* views(url: string, signal: AbortSignal): AsyncGenerator<WallView> {
  const answer = await fetch(`${url}/wall`, { signal });
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data) yield JSON.parse(data);
    }
  }
}
