import { type Action, mayNot } from "../../auth/permissions.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { Principal } from "../../contract/session.ts";
import { refuse } from "../../kernel/errors.ts";
import type { Asked, HallService } from "../hall-service.ts";

/** Why this principal may not do that; null when they may. */
export function barred(principal: Principal | null, action: Action): Refusal | null {
  if (principal === null) return refuse("auth.missing", "");
  const code = mayNot(principal, action);
  return code && refuse(code, "");
}

/**
 * For what depends on the present state (who holds the window, whom the rater asks): a repeat under a key that was
 * answered is let through, for its sender was allowed when it was new and shall get the same answer now.
 */
export function barredNow(
  service: HallService,
  { principal, asked }: { readonly principal: Principal | null; readonly asked: Asked },
  action: () => Action,
): Refusal | null {
  if (principal !== null && asked.key !== null && service.answered(asked.key)) return null;
  return barred(principal, action());
}
