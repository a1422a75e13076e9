import type { HallProcess } from "../crash/lib/hall-process.ts";

/** A day's tickets over HTTP: all with a phone, three in four served at eight windows, the rest waiting. */
export async function fillDay(hall: HallProcess, tickets: number): Promise<void> {
  for (let w = 1; w <= 8; w++) await expect200(hall.call("POST", `/windows/w0${w}/open`, { staff: `s0${w}` }));
  let issued = 0;
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      while (issued < tickets) {
        const phone = `138${String(10_000_000 + issued++).slice(-8)}`;
        await expect200(hall.call("POST", "/tickets", { queue: "comprehensive", phone }));
      }
    }),
  );
  let called = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, w) => {
      while (called < tickets * 0.75) {
        called++;
        await expect200(hall.call("POST", `/windows/w0${w + 1}/call-next`, {}));
        await expect200(hall.call("POST", `/windows/w0${w + 1}/start`, {}));
      }
    }),
  );
}

async function expect200(asked: Promise<{ readonly status: number; readonly text: string }>): Promise<void> {
  const { status, text } = await asked;
  if (status >= 300) throw new Error(`the hall answered ${status} ${text.slice(0, 300)}`);
}
