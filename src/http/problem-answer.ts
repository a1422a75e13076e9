import { DateTime } from "luxon";
import { PROBLEMS, type Problem, type Refusal } from "../contract/problem.ts";

/** RFC 9457 body of a refusal; times in the hall's own zone. */
export function problemOf(refusal: Refusal, timeZone: string): Problem {
  const { status, title, english } = PROBLEMS[refusal.refused];
  const { nextOpening, until } = refusal;
  const iso = (at: number) => DateTime.fromMillis(at, { zone: timeZone }).toISO() as string;
  return {
    type: `urn:hall:problem:${refusal.refused}`,
    title,
    status,
    code: refusal.refused,
    detail: refusal.detail || english,
    ...(refusal.problems && refusal.problems.length > 0 ? { problems: [...refusal.problems] } : {}),
    ...(nextOpening === undefined ? {} : { nextOpening: nextOpening === null ? null : iso(nextOpening) }),
    ...(until === undefined ? {} : { until: iso(until) }),
  };
}

export const statusOf = (refusal: Refusal): number => PROBLEMS[refusal.refused].status;
