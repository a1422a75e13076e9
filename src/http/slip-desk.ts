import type { Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import type {
  PaperColumns,
  SlipPreview,
  SlipTemplate,
  SlipTemplateView,
  SlipTestAnswer,
} from "../contract/slip-template.ts";

/** What the manager's page of the slips asks of the hall. */
export interface SlipDesk {
  state(): SlipTemplateView;
  /** Null: back to the config's. */
  save(template: SlipTemplate | null, actor: Actor): Promise<SlipTemplateView | Refusal>;
  preview(
    template: SlipTemplate,
    paper: { readonly columns: PaperColumns; readonly green: boolean; readonly reprint: boolean },
  ): Promise<SlipPreview | Refusal>;
  /** Prints a sample at once, marked as one. */
  test(template: SlipTemplate, printer: string): Promise<SlipTestAnswer | Refusal>;
}
