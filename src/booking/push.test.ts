import { describe, expect, test } from "vitest";
import { DAY, dayOf, HOUR, hall, MINUTE, NINE } from "./testing/booking-hall.ts";

const T = NINE + DAY; // tomorrow, nine

describe("pushed by an outside system", () => {
  test("the same twice is one booking", () => {
    const it = hall().at(0);
    expect([it.push(1, T), it.push(1, T), it.push(null, T)]).toEqual(["booking.made", "nothing", "nothing"]);
    expect(it.state.bookings.size).toBe(1);
    expect(it.push(1, T + HOUR)).toBe("appointment.exists");
    expect(it.push(null, T + HOUR)).toBe("appointment.exists");
    expect(it.push(1, T, { matters: ["m"] })).toBe("appointment.exists");
  });

  test("a newer version moves it, an older one changes nothing", () => {
    const it = hall().at(0);
    it.push(2, T);
    expect(it.push(3, T + HOUR)).toBe("booking.changed");
    expect(it.push(2, T)).toBe("nothing");
    expect([...it.state.bookings.values()][0]).toMatchObject({ slot: T + HOUR, source: { version: 3 } });
  });

  test("a newer version with another phone tells that phone the time and the code", () => {
    const it = hall().at(0);
    it.push(1, T);
    const contact = { id: `p2@${dayOf(T)}`, mask: "139****9000" };
    expect(it.push(2, T, { contact, contacts: [contact.id] })).toBe("booking.changed");
    const last = it.facts.at(-1);
    expect(last).toMatchObject({ type: "booking.message", data: { kind: "changed", contact: contact.id } });
    // Matters alone are nobody's news.
    expect(it.push(3, T, { contact, contacts: [contact.id], matters: ["m"] })).toBe("booking.changed");
    expect(it.said()).toEqual(["booked 1", "changed 1"]);
  });

  test("a cancellation that came first keeps the booking out; booked again later it is new", () => {
    const it = hall().at(0);
    expect(
      it.do({
        type: "withdraw",
        by: { kind: "system" },
        source: { channel: "12345", external: "X1", version: 2 },
      }),
    ).toBe("booking.withdrawn");
    expect(it.push(1, T)).toBe("nothing");
    expect(it.state.bookings.size).toBe(0);
    expect(it.push(3, T)).toBe("booking.made");
    expect(
      it.do({
        type: "withdraw",
        by: { kind: "system" },
        source: { channel: "12345", external: "X2", version: null },
      }),
    ).toBe("appointment.unknown");
  });

  const withdraw = (it: ReturnType<typeof hall>, version: number) =>
    it.do({
      type: "withdraw",
      by: { kind: "system" },
      source: { channel: "12345", external: "X1", version },
    });

  test("of cancellations that came first the newest holds, in whatever order they come", () => {
    const it = hall().at(0);
    expect([withdraw(it, 5), withdraw(it, 3)]).toEqual(["booking.withdrawn", "nothing"]);
    expect(it.push(4, T)).toBe("nothing");
    expect(it.push(6, T)).toBe("booking.made");
    // It is there by now: taken back as a booking, with its place.
    expect(withdraw(it, 7)).toBe("booking.cancelled");
    expect(it.state.taken.size).toBe(0);
  });

  test("cancelled twice, the newer cancellation keeps out what lies between", () => {
    const it = hall().at(0);
    it.push(2, T);
    const [id = ""] = it.state.bookings.keys();
    expect(it.cancel(id, true, 3)).toBe("booking.cancelled");
    expect(it.cancel(id, true, 6)).toBe("booking.withdrawn");
    expect([it.cancel(id, true, 5), it.push(5, T), it.push(6, T)]).toEqual(["nothing", "nothing", "nothing"]);
    expect(it.state.bookings.get(id)).toMatchObject({ state: "cancelled", source: { version: 6 } });
    expect(it.push(7, T)).toBe("booking.made");
  });

  test("a change said again, or overtaken, is no fault whatever has become of it; another under its version is", () => {
    const it = hall().at(0);
    it.push(1, T);
    const [id = ""] = it.state.bookings.keys();
    const late = (version: number, slot: number) => it.move(id, slot, { free: true, version });
    expect(late(3, T + HOUR)).toBe("booking.changed");
    expect([late(3, T + HOUR), late(2, T)]).toEqual(["nothing", "nothing"]);
    expect(late(3, T)).toBe("appointment.exists");
    it.at(T + HOUR).issue(id);
    expect([late(3, T + HOUR), late(2, T)]).toEqual(["nothing", "nothing"]);
    expect(late(4, T + 90 * MINUTE)).toBe("appointment.wrong-state");
    expect(late(4, T + HOUR)).toBe("nothing");
    expect([it.push(5, T + HOUR), it.push(5, T)]).toEqual(["nothing", "appointment.wrong-state"]);
  });

  test("a change that came after the cancellation changes nothing when it is older", () => {
    const it = hall().at(0);
    it.push(1, T);
    const [id = ""] = it.state.bookings.keys();
    it.cancel(id, true, 3);
    expect(it.move(id, T + HOUR, { free: true, version: 2 })).toBe("nothing");
    expect(it.move(id, T + HOUR, { free: true })).toBe("appointment.wrong-state");
  });

  test("a change may say another phone, which is told", () => {
    const it = hall().at(0);
    it.push(1, T);
    const [id = ""] = it.state.bookings.keys();
    const contact = { id: `p2@${dayOf(T)}`, mask: "139****9000" };
    expect(it.move(id, T, { free: true, version: 2, contact })).toBe("booking.changed");
    expect(it.move(id, T, { free: true, contact })).toBe("nothing");
    expect(it.facts.at(-1)).toMatchObject({ type: "booking.message", data: { contact: contact.id } });
  });

  test("an old cancellation does not undo a newer change", () => {
    const it = hall().at(0);
    it.push(4, T);
    const [one] = [...it.state.bookings.keys()];
    expect(it.cancel(one as string, true, 3)).toBe("nothing");
    expect(it.cancel(one as string, true, 5)).toBe("booking.cancelled");
    expect(it.push(5, T)).toBe("nothing");
    expect(it.push(6, T)).toBe("booking.made");
  });
});
