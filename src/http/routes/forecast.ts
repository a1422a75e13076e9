import { z } from "zod";
import { forecastReport } from "../../contract/forecast.ts";
import type { ForecastDesk } from "../forecast-desk.ts";
import { type Route, route } from "../route.ts";
import { barred } from "./guards.ts";

const reportQuery = z.object({ days: z.coerce.number().int().min(1).max(92).default(30) });

/** 等候预测: what people were told of their wait, against what happened. */
export function forecastRoutes({ forecast }: { readonly forecast: ForecastDesk }): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/forecast",
      tag: "planning",
      access: "credential",
      summary: "How well waiting times were told, by day and sector; what announcing windows ahead costs",
      query: reportQuery,
      answers: { 200: { description: "The newest day first", schema: forecastReport } },
      refusals: ["auth.forbidden"],
      handle: ({ principal, query }) =>
        barred(principal, { do: "hall.manage" }) ?? { status: 200, body: forecast.report(query.days) },
    }),
  ];
}
