import type { Forecast, ForecastRequest } from "../everybody.ts";
import type { PackedModel, PackedProbes } from "../pack.ts";

// What goes over between the hall and the thread that runs it forward.

export interface Job extends Omit<ForecastRequest, "model" | "probes"> {
  readonly id: number;
  readonly model: PackedModel;
  readonly probes: PackedProbes;
}

export type JobAnswer =
  | { readonly id: number; readonly forecast: Forecast }
  | { readonly id: number; readonly error: string };
