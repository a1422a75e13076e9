import type { ProblemCode } from "../contract/problem.ts";
import type { DevicePage, Principal } from "../contract/session.ts";

/**
 * What someone wants to do, with the facts that decide whether they may. `holder` is the staff id that holds the
 * window in question, null when nobody does.
 */
export type Action =
  | { readonly do: "ticket.issue"; readonly kiosk: string | null; readonly override: boolean }
  /** `kiosk` issued it. */
  | { readonly do: "ticket.see"; readonly kiosk: string | null }
  | { readonly do: "ticket.manage" }
  /** `window` asks for this rating, or served the ticket last. */
  | { readonly do: "ticket.rate"; readonly windows: readonly string[] }
  | { readonly do: "window.act"; readonly holder: string | null }
  /** `staff` is who shall stand there. */
  | { readonly do: "window.open"; readonly staff: string }
  | { readonly do: "case.open"; readonly holder: string | null }
  | { readonly do: "case.act"; readonly firstHandler: string; readonly holder: string | null }
  | { readonly do: "page.see"; readonly page: DevicePage; readonly id: string }
  | { readonly do: "voice.hear" }
  | { readonly do: "hall.see" }
  | { readonly do: "staff.see" }
  /** `source` made the booking, or would; `own`: on the phone that was proved. */
  | { readonly do: "booking.act"; readonly source: string; readonly own: boolean }
  | { readonly do: "hall.manage" }
  | { readonly do: "staff.set-password" };

/** Null: go ahead; otherwise the code of the refusal. Anonymous callers never get here: they are auth.missing. */
export function mayNot(principal: Principal, action: Action): ProblemCode | null {
  switch (principal.kind) {
    case "admin":
      return null;
    case "staff":
      return principal.role === "manager" ? managerMayNot(action) : clerkMayNot(principal.staff, action);
    case "device":
      return deviceMayNot(principal.page, principal.id, action);
    case "citizen":
      return forbid(action.do === "booking.act" && action.own);
  }
}

const forbid = (allowed: boolean): ProblemCode | null => (allowed ? null : "auth.forbidden");

const managerMayNot = (action: Action): ProblemCode | null => forbid(action.do !== "staff.set-password");

function clerkMayNot(staff: string, action: Action): ProblemCode | null {
  switch (action.do) {
    case "window.act":
    case "case.open":
      return action.holder === staff ? null : "window.not-yours";
    case "case.act":
      return action.holder === staff || action.firstHandler === staff ? null : "window.not-yours";
    case "window.open":
      // A clerk stands at a window themself; placing others is the manager's.
      return forbid(action.staff === staff);
    case "ticket.issue":
    case "ticket.see":
    case "ticket.manage":
    case "page.see":
    case "voice.hear":
    case "hall.see":
    case "staff.see":
    case "booking.act":
      return null;
    case "ticket.rate": // Nobody rates their own service on a citizen's behalf.
    case "hall.manage":
    case "staff.set-password":
      return "auth.forbidden";
  }
}

function deviceMayNot(page: DevicePage, id: string, action: Action): ProblemCode | null {
  switch (action.do) {
    case "page.see":
      return forbid(action.page === page && action.id === id);
    case "ticket.issue":
      return forbid(page === "kiosk" && action.kiosk === id && !action.override);
    case "ticket.see":
      return forbid(page === "kiosk" && action.kiosk === id);
    case "ticket.rate":
      return forbid(page === "rater" && action.windows.includes(id));
    case "voice.hear":
      return forbid(page === "screen");
    case "booking.act":
      return forbid(page === "source" && action.source === id);
    case "hall.see":
      return forbid(page === "kiosk");
    case "ticket.manage":
    case "window.act":
    case "window.open":
    case "case.open":
    case "case.act":
    case "staff.see":
    case "hall.manage":
    case "staff.set-password":
      return "auth.forbidden";
  }
}
