import { expect, it, onTestFinished } from "vitest";
import { onLine } from "./support/config.ts";
import { startHall } from "./support/hall.ts";
import { PrinterEnd } from "./support/printer-end.ts";
import { until } from "./support/until.ts";

it("paper that ends, a cover, a line that breaks, a printer that says nothing: each is a failed slip with a reason, and a reprint mends it", async () => {
  const printer = await new PrinterEnd().start();
  onTestFinished(() => printer.stop());
  const hall = await startHall({ config: onLine("slips", printer.end.transport()) });
  onTestFinished(() => hall.stop());
  await until("the line", () => printer.end.connected);
  const ails: (() => void)[] = [
    () => printer.outOfPaper(),
    () => printer.coverOpen(),
    () => {
      printer.emptyAfter = 200;
    },
    () => {
      printer.hangUpAfter = 200;
    },
    () => {
      printer.silent = true;
    },
  ];
  for (const [n, ail] of ails.entries()) {
    ail();
    const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
    await until(`failure ${n}`, async () => (await hall.ticket(ticket.id)).slip?.state === "failed");
    printer.well();
    printer.silent = false;
    await until("the line again", () => printer.end.connected);
    const cuts = printer.cuts();
    const answer = await hall.call("POST", `/tickets/${ticket.id}/reprint`, {});
    expect(answer.status, answer.text).toBe(200);
    await until(`reprint ${n}`, async () =>
      ["printed", "reprinted"].includes((await hall.ticket(ticket.id)).slip?.state ?? ""),
    );
    expect(printer.cuts()).toBe(cuts + 1);
  }
});
