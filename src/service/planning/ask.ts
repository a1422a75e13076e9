import type { BindingCostRequest } from "../../contract/binding-cost.ts";
import type { RotaRequest } from "../../contract/rota-proposal.ts";
import type { ShadowRequest } from "../../contract/shadow.ts";
import type { ForwardModel } from "../../dispatcher/forward/forward-model.ts";
import type { ModelChange } from "../../planning/what-if/change-model.ts";
import type { OutlookRequest } from "../../planning/what-if/outlook.ts";

/** What planning-thread.ts asks thread.ts. */
export type Ask =
  | { readonly what: "shadow"; readonly request: ShadowRequest }
  | { readonly what: "binding"; readonly request: BindingCostRequest }
  | { readonly what: "rota"; readonly request: RotaRequest }
  | { readonly what: "arrivals"; readonly day: string }
  | {
      readonly what: "what-if";
      readonly model: ForwardModel;
      readonly changes: readonly ModelChange[];
      readonly how: Omit<OutlookRequest, "model" | "changed">;
    };
