import type { RaterView } from "../../../../src/contract/rating.ts";

/** What the rater shows: at rest, asking with the seconds left, or thanking for what was just given. */
export type RaterFace =
  | { readonly kind: "rest" }
  | {
      readonly kind: "asking";
      readonly ticket: string;
      readonly number: string;
      readonly until: string;
      readonly left: number;
    }
  | { readonly kind: "thanks"; readonly score: number }
  | { readonly kind: "late" };

/** What was pressed on this glass for one asking, and how it went. A visit of several legs is asked once a leg. */
export interface Pressed {
  readonly ticket: string;
  readonly until: string;
  readonly score: number;
  readonly result: "sending" | "given" | "late";
  /** When the answer came, hall's clock, epoch ms. */
  readonly at: number;
}

export const THANKS_MS = 4000;

/** `now`: the hall's clock, epoch ms, so that the countdown is right on a tablet whose clock is wrong. */
export function raterFace(view: RaterView, pressed: Pressed | null, now: number): RaterFace {
  const asking = view.asking;
  const mine =
    pressed && (asking === null || (asking.ticket === pressed.ticket && asking.until === pressed.until))
      ? pressed
      : null;
  if (mine?.result === "given" && now - mine.at < THANKS_MS) return { kind: "thanks", score: mine.score };
  if (mine?.result === "late" && now - mine.at < THANKS_MS) return { kind: "late" };
  if (!asking || mine?.result === "given" || mine?.result === "late") return { kind: "rest" };
  // A quarter of a second of journey does not make fifteen seconds sixteen.
  const left = Math.ceil((Date.parse(asking.until) - now - 250) / 1000);
  // Past its time nobody is asked any more, even when the server's word has not come yet; nothing is rated then.
  if (left <= 0) return { kind: "rest" };
  return { kind: "asking", ticket: asking.ticket, number: asking.number, until: asking.until, left };
}
