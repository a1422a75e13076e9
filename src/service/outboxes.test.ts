import { afterEach, expect, test } from "vitest";
import { messageOutbox, printOutbox } from "./outboxes.ts";
import { CoreHall, HOUR, MORNING } from "./testing/core-hall.ts";

let hall: CoreHall;
afterEach(() => hall.stop());

test("a clock that is set back by an hour holds up no SMS and no slip", async () => {
  hall = new CoreHall();
  hall.core.start();
  const ticket = await hall.issue({ phone: "+8613800138000", kiosk: "k1" });
  const back = MORNING - HOUR;
  const messages = messageOutbox(hall.core, () => {}).due(back, 10);
  expect(messages.map((m) => m.kind)).toEqual(["issued"]);
  expect(printOutbox(hall.core).due(back)).toMatchObject([{ ticket: ticket.id, kind: "slip" }]);
});
