import type { CaseMaterial } from "../contract/events.ts";
import type { CaseId, TicketId } from "../contract/ids.ts";
import type { Actor } from "../contract/session.ts";
import type { ApplicantKind } from "./identity.ts";

/** What can be asked of intake. Ids, numbers and dates are made by the shell. */
export type IntakeCommand =
  | {
      readonly type: "open";
      readonly case: CaseId;
      /** 办件编号, unique. */
      readonly number: string;
      readonly ticket: TicketId;
      readonly matter: string;
      /** `idNumber` is checked and goes no further; events know the vault's id only. */
      readonly applicant: {
        readonly vaultId: string;
        readonly kind: ApplicantKind;
        readonly idNumber: string;
      };
      readonly materials: readonly CaseMaterial[];
      readonly actor: Actor;
    }
  | {
      readonly type: "supplement";
      readonly case: CaseId;
      readonly materials: readonly CaseMaterial[];
      readonly actor: Actor;
    }
  | {
      readonly type: "accept";
      readonly case: CaseId;
      readonly actor: Actor;
      /** Days by the hall's calendar, from the working days that {@link daysToCount} names. */
      readonly dates: {
        readonly promisedBy: string | null;
        readonly dueOn: Readonly<Record<string, string>>;
      };
    }
  | {
      readonly type: "correct";
      readonly case: CaseId;
      readonly missing: readonly string[];
      readonly note: string | null;
      readonly actor: Actor;
    }
  | {
      readonly type: "refuse";
      readonly case: CaseId;
      readonly reasons: readonly string[];
      readonly actor: Actor;
    }
  | { readonly type: "due" };
