import { z } from "zod";
import { isoTime, queueId } from "./ids.ts";

// How well waiting times were told, and what announcing windows ahead costs: the manager's page.

const share = z.number().min(0).max(1).nullable();
const minutes = z.number().nullable();

export const toldFigures = z
  .object({
    told: z.int().meta({ description: "People told a waiting time and called" }),
    meanError: minutes.meta({ description: "Mean absolute error of the median told, minutes" }),
    within5: share.meta({ description: "Of them: called within five minutes of the median told" }),
    cover: share.meta({ description: "For how many the bound held; it is told to hold for 80 %" }),
    headOfLine: minutes.meta({
      description: "Mean error that the head-of-line predictor would have had for the same people, minutes",
    }),
    toHeadOfLine: minutes.meta({ description: "Our error ÷ the head-of-line predictor's" }),
    plain: z.int().meta({ description: "Told by the plain rule, because there was no forecast" }),
    untold: z.int().meta({ description: "Called though nothing could be said when they took the number" }),
    left: z.int().meta({ description: "Left, let others go first or were put elsewhere before the call" }),
  })
  .meta({ id: "ToldFigures" });

export const announcedFigures = z
  .object({
    day: z.iso.date(),
    id: queueId,
    name: z.string(),
    called: z.int(),
    announced: z.int().meta({ description: "Numbers whose window was announced before the call" }),
    longWaits: z.int().meta({ description: "Waited more than five minutes" }),
    toldEarly: z.int().meta({ description: "Of those: told the right window three minutes and more before" }),
    changed: z.int().meta({ description: "Numbers told a window that then changed" }),
    overtaken: z.int().meta({
      description: "Numbers passed by a later one of the same matter and class more than five minutes before",
    }),
    extraMinutes: minutes.meta({
      description:
        "Mean wait of those in line more (or less) than if told at the call, by the forecast run twice with the same draws",
    }),
    looks: z.int().meta({ description: "How often that was weighed" }),
  })
  .meta({ id: "AnnouncedFigures" });
export type AnnouncedFigures = z.infer<typeof announcedFigures>;

export const forecastReport = z
  .object({
    source: z.enum(["forecast", "plain"]).meta({ description: "What waiting times are told by now" }),
    at: isoTime.nullable(),
    runs: z.int().nullable(),
    reason: z.string().nullable().meta({ description: "Why there is no forecast" }),
    quantiles: z
      .object({ median: z.number(), bound: z.number() })
      .meta({ description: "Quantiles of the runs that are told, moved by what happened" }),
    days: z.array(
      z.object({
        day: z.iso.date(),
        all: toldFigures,
        sectors: z.array(toldFigures.extend({ id: queueId, name: z.string() })),
      }),
    ),
    announced: z.array(announcedFigures),
  })
  .meta({ id: "ForecastReport" });
export type ForecastReport = z.infer<typeof forecastReport>;
