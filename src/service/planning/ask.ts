import type { BindingCostRequest } from "../../contract/binding-cost.ts";
import type { HallConfig } from "../../contract/hall-config.ts";
import type { RotaRequest } from "../../contract/rota-proposal.ts";
import type { ShadowRequest } from "../../contract/shadow.ts";
import type { ForwardModel } from "../../dispatcher/forward/model.ts";
import type { ModelChange } from "../../planning/what-if/change-model.ts";
import type { OutlookRequest } from "../../planning/what-if/outlook.ts";

/** What the thread is started with. */
export interface ThreadData {
  readonly config: HallConfig;
  readonly data: string;
  readonly root: string;
}

export type Ask =
  | { readonly what: "shadow"; readonly request: ShadowRequest }
  | { readonly what: "binding"; readonly request: BindingCostRequest }
  | { readonly what: "rota"; readonly request: RotaRequest }
  | {
      readonly what: "what-if";
      readonly model: ForwardModel;
      readonly changes: readonly ModelChange[];
      readonly how: Omit<OutlookRequest, "model" | "changed">;
    };

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: { readonly code: string | null; readonly message: string } };
