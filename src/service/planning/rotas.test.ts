import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { parse } from "yaml";
import { hallConfig } from "../../contract/hall-config.ts";
import type { QueueId } from "../../contract/ids.ts";
import type { RotaReport } from "../../contract/rota-proposal.ts";
import { CoreHall, HOUR } from "../testing/core-hall.ts";
import { openShadows } from "./shadows.ts";

const WEEK = ["mon", "tue", "wed", "thu", "fri"] as const;
let hall: CoreHall;
afterEach(() => hall.stop());

const rota = (request: { day?: string; target?: number }) => {
  const shadows = openShadows({
    config: hall.config,
    data: hall.folder,
    root: path.resolve("."),
    now: () => hall.clock.now(),
  });
  try {
    return shadows.rota({ target: 15, ...request });
  } finally {
    shadows.close();
  }
};

test("tomorrow's windows from the days before, in the shape of the config, honest about how few they are", async () => {
  hall = new CoreHall((demo) => ({
    ...demo,
    hall: {
      ...demo.hall,
      hours: [
        { days: [...WEEK], from: "09:00", to: "12:00" },
        { days: [...WEEK], from: "13:30", to: "17:00" },
      ],
    },
  }));
  hall.core.start();
  expect(rota({})).toMatchObject({ refused: "rota.no-days" });
  for (let day = 0; day < 2; day++) {
    for (let n = 0; n < 36; n++) {
      await hall.issue({ phone: `+86138${day}01380${10 + n}`, queue: "comprehensive" as QueueId });
      hall.clock.advance(5 * 60_000);
    }
    // 09:00 the next day.
    await hall.advance(15 * HOUR);
    await hall.advance(6 * HOUR);
  }
  const report = rota({ day: "2026-11-26", target: 10 }) as RotaReport;
  expect(report.basedOn.map((d) => d.people)).toEqual([36, 36]);
  expect(report.notes[0]).toContain("只有 2 天");
  const sector = report.sectors.find((s) => s.queue === "comprehensive");
  expect(sector?.expected.slice(0, 6)).toEqual([6, 6, 6, 6, 6, 6]);
  // The midday closing needs nobody, the afternoon one.
  expect(report.slots[6]).toBe("12:00");
  expect(sector?.needed.slice(6, 9)).toEqual([0, 0, 0]);
  expect(Math.max(...(sector?.needed.slice(0, 6) ?? []))).toBeGreaterThanOrEqual(2);
  expect(sector?.needed.at(-1)).toBe(1);
  expect(sector?.proposedWait).toBeLessThanOrEqual(10);
  expect(report.windowHours.proposed).toBeLessThan(report.windowHours.present / 2);

  const rows = (parse(report.yaml) as { windows: { id: string; hours: object[] }[] }).windows;
  const pasted = {
    ...hall.config,
    windows: hall.config.windows.map((w) => ({ ...w, ...rows.find((r) => r.id === w.id) })),
  };
  expect(hallConfig.safeParse(pasted).success).toBe(true);
  expect(rows.flatMap((r) => r.hours)).toContainEqual(
    expect.objectContaining({ days: ["thu"], from: "09:00" }),
  );
  expect(rows[0]?.hours).toContainEqual({ days: ["mon", "tue", "wed", "fri"], from: "13:30", to: "17:00" });
  expect(rota({ day: "2026-11-28" })).toMatchObject({ refused: "rota.closed" });
  expect(rota({ day: "2026-11-20" })).toMatchObject({ refused: "rota.closed" });
});
