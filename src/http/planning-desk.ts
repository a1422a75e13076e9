import type { BindingCost, BindingCostRequest } from "../contract/binding-cost.ts";
import type { Refusal } from "../contract/problem.ts";
import type { RotaReport, RotaRequest } from "../contract/rota-proposal.ts";
import type { ShadowReport, ShadowRequest } from "../contract/shadow.ts";
import type { WhatIfReport, WhatIfRequest } from "../contract/what-if.ts";

/** What would be. Nothing of it touches the hall; its work never takes time from it. */
export interface PlanningDesk {
  /** A past day under other rules. */
  shadow(request: ShadowRequest): Promise<ShadowReport | Refusal>;
  /** A past day with every window settled by the call, and with every one settled with the number. */
  bindingCost(request: BindingCostRequest): Promise<BindingCost | Refusal>;
  /** The rest of today with other windows. */
  whatIf(request: WhatIfRequest): Promise<WhatIfReport | Refusal>;
  /** Windows for a day to come. */
  rota(request: RotaRequest): Promise<RotaReport | Refusal>;
}
