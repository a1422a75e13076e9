import type { TicketId, WindowId } from "../contract/ids.ts";
import type { FieldProblem, Refusal } from "../contract/problem.ts";
import { RATING_LABELS, RATING_REASONS } from "../contract/rating.ts";
import { refuse } from "../kernel/errors.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { type Asked, askingAt, find, lastAsked, type RatingState, type Via } from "./state.ts";

export type RatingCommand =
  | {
      readonly type: "rate";
      readonly ticket: TicketId;
      readonly score: number;
      readonly reasons: readonly string[];
      readonly comment: string | null;
      readonly via: Exclude<Via, "rater">;
    }
  /** A key of the rater at a window, already mapped to a score; it knows no ticket. */
  | { readonly type: "rater"; readonly window: WindowId; readonly score: number }
  | { readonly type: "due" };

/**
 * One rating per service. The rater and the touch page may answer while they ask; the phone page and staff until the
 * day ends. Silence is "not rated", never a score.
 */
export function decideRating(state: RatingState, command: RatingCommand, now: Moment): Decision {
  switch (command.type) {
    case "rate": {
      const asked = lastAsked(state, command.ticket);
      if (!asked) return refuse("rating.not-due", `号 ${command.ticket} 还没有可评价的服务`);
      if (asked.given) return refuse("rating.given", "本次服务已评价，每次服务评价一次");
      if (command.via === "touch" && askingAt(state, asked.window, now.at) !== asked) {
        return refuse("rating.not-due", "窗口评价时间已过，可在手机取号页面评价");
      }
      return give(asked, command, now);
    }
    case "rater": {
      const asked = askingAt(state, command.window, now.at);
      if (!asked) return refuse("rating.not-due", `窗口 ${command.window} 的评价器当前没有待评价的服务`);
      return give(asked, { score: command.score, reasons: [], comment: null, via: "rater" }, now);
    }
    case "due":
      return [...state.asking.values()]
        .flatMap(({ ticket, leg }) => find(state, ticket, leg) ?? [])
        .filter((asked) => asked.until <= now.at)
        .map(({ ticket, leg, window }) => event("rating.lapsed", now.at, { ticket, leg, window }));
  }
}

function give(
  { ticket, leg, window, staff }: Asked,
  answer: {
    readonly score: number;
    readonly reasons: readonly string[];
    readonly comment: string | null;
    readonly via: Via;
  },
  now: Moment,
): Decision {
  const { score, via } = answer;
  if (!isScore(score)) {
    return invalid([{ path: "score", value: score, message: "须为 1 至 5 的整数，5 为非常满意" }]);
  }
  const reasons = [...new Set(answer.reasons)];
  const allowed = RATING_REASONS[score].map((r) => r.code);
  const unknown = reasons.flatMap((code, i): FieldProblem[] =>
    allowed.includes(code)
      ? []
      : [
          {
            path: `reasons[${i}]`,
            value: code,
            message: `“${RATING_LABELS[score]}”的原因须为 ${allowed.join("、")}`,
          },
        ],
  );
  if (unknown.length > 0) return invalid(unknown);
  const comment = answer.comment?.trim() || null;
  return [event("rating.given", now.at, { ticket, leg, window, staff, score, reasons, comment, via })];
}

function invalid(problems: readonly FieldProblem[]): Refusal {
  return { refused: "request.invalid", detail: problems.map((p) => p.message).join("；"), problems };
}

const isScore = (score: number): score is 1 | 2 | 3 | 4 | 5 =>
  Number.isInteger(score) && score >= 1 && score <= 5;
