import type { Actor } from "../contract/session.ts";
import type { SlipTemplate } from "../contract/slip-template.ts";
import type { Db } from "./database.ts";

export interface KeptTemplate {
  readonly at: number;
  readonly actor: Actor;
  /** Null: back to the config's. */
  readonly template: SlipTemplate | null;
}

/** Every template ever saved, so that who changed the slips and when can be told; the newest is in force. */
export function createSlipTemplates(db: Db) {
  const latest = db.prepare<[], { at: number; actor: string; template: string | null }>(
    "SELECT at, actor, template FROM slip_template ORDER BY id DESC LIMIT 1",
  );
  const put = db.prepare("INSERT INTO slip_template(at, actor, template) VALUES(?, ?, ?)");
  return {
    latest: (): KeptTemplate | null => {
      const row = latest.get();
      if (!row) return null;
      const template = row.template === null ? null : (JSON.parse(row.template) as SlipTemplate);
      return { at: row.at, actor: JSON.parse(row.actor) as Actor, template };
    },
    put: ({ at, actor, template }: KeptTemplate): void => {
      put.run(at, JSON.stringify(actor), template === null ? null : JSON.stringify(template));
    },
  };
}
