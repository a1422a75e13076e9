import type { ForecastReport } from "../contract/forecast.ts";

/** How well waiting times were told, as the manager reads it. */
export interface ForecastDesk {
  /** Of the last so many days, the newest first. */
  report(days: number): ForecastReport;
}
