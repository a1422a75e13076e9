import type { IdDocument } from "../../../../src/contract/identity.ts";
import type { GreenReason } from "../../../../src/contract/ticket.ts";

export interface IssueWish {
  readonly queue: string;
  readonly phone: string;
  readonly document: IdDocument;
  readonly number: string;
  readonly name: string;
  /** An agent's like cases. */
  readonly count: number;
  readonly green: GreenReason | "";
  readonly override: boolean;
  readonly reason: string;
}

/** What the desk asks of the server: only what was filled in. */
export function issueBody(wish: IssueWish): object {
  const phone = wish.phone.replace(/\s/g, "");
  const number = wish.number.trim();
  const name = wish.name.trim();
  const reason = wish.reason.trim();
  return {
    queue: wish.queue,
    channel: "staff",
    ...(phone ? { phone } : {}),
    ...(number ? { document: { type: wish.document, number, ...(name ? { name } : {}) } } : {}),
    ...(wish.count > 1 ? { count: wish.count } : {}),
    ...(wish.green ? { green: wish.green } : {}),
    ...(wish.override ? { override: true, ...(reason ? { overrideReason: reason } : {}) } : {}),
  };
}
