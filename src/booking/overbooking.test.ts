import fc from "fast-check";
import { expect, test } from "vitest";
import { placesLeft } from "./state.ts";
import { DAY, hall, MINUTE, NINE, rules } from "./testing/booking-hall.ts";

const T = NINE + DAY;
const QUOTA = 2;
const step = fc.oneof(
  fc.record({ do: fc.constant("book" as const), slot: fc.nat(11), phone: fc.nat(3) }),
  fc.record({ do: fc.constant("push" as const), slot: fc.nat(11), external: fc.nat(3), version: fc.nat(4) }),
  fc.record({ do: fc.constant("move" as const), pick: fc.nat(30), slot: fc.nat(11) }),
  fc.record({ do: fc.constant("cancel" as const), pick: fc.nat(30), version: fc.nat(4) }),
  fc.record({ do: fc.constant("rebook" as const), slot: fc.nat(11) }),
  fc.record({ do: fc.constant("come" as const), pick: fc.nat(30) }),
  fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: -30, max: 400 }) }),
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Hall = ReturnType<typeof hall>;

const slotOf = (n: number) => NINE + Math.floor(n / 6) * DAY + (n % 6) * 30 * MINUTE;
const picked = ({ state }: Hall, n: number) =>
  [...state.bookings.keys()][n % Math.max(1, state.bookings.size)] ?? "";

function take(it: Hall, s: Step): void {
  switch (s.do) {
    case "wait":
      it.at(Math.max(0, it.now().at + s.minutes * MINUTE));
      return;
    case "book":
      it.book(slotOf(s.slot), `p${s.phone}`);
      return;
    case "push":
      it.push(s.version, slotOf(s.slot), {
        source: { channel: "12345", external: `X${s.external}`, version: s.version },
      });
      return;
    case "move":
      it.move(picked(it, s.pick), slotOf(s.slot), { free: true });
      return;
    case "cancel":
      it.cancel(picked(it, s.pick), true, s.version);
      return;
    case "rebook":
      it.do({ ...it.wish(slotOf(s.slot)), type: "rebook", ticket: "t" });
      return;
    case "come":
      if (it.state.bookings.get(picked(it, s.pick))?.state === "booked") it.issue(picked(it, s.pick));
  }
}

test("whatever is booked, pushed, moved and cancelled in whatever order: no slot is ever sold twice", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const it = hall({ perPhone: 9, noShow: null }, QUOTA).at(0);
      for (const s of steps) {
        take(it, s);
        it.do({ type: "due" });
      }
      const held = new Map<number, number>();
      for (const b of it.state.bookings.values())
        if (b.state !== "cancelled") held.set(b.slot, (held.get(b.slot) ?? 0) + 1);
      for (const [slot, people] of held) {
        expect(people).toBeLessThanOrEqual(QUOTA);
        expect(placesLeft(it.state, "comprehensive" as never, slot)).toBe(QUOTA - people);
      }
      // One outside id has one live booking.
      const live = [...it.state.bookings.values()].filter((b) => b.source.external && b.state === "booked");
      expect(new Set(live.map((b) => b.source.external)).size).toBe(live.length);
      // Folding the journal again gives the same.
      const before = JSON.stringify([...it.state.bookings.values()]);
      it.refold(rules({ perPhone: 9, noShow: null }, QUOTA));
      expect(JSON.stringify([...it.state.bookings.values()])).toBe(before);
    }),
    { numRuns: 300 },
  );
});

test("pushes of one booking in any order and number end at the newest version", () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 1 }),
      fc.array(fc.nat(4), { maxLength: 6 }),
      (order, repeats) => {
        const it = hall({}, 9).at(0);
        const slotAt = (version: number) => T + version * 30 * MINUTE;
        const said = [...order, ...repeats.map((n) => order[n % order.length] as number)];
        for (const version of said) it.push(version, slotAt(version));
        const newest = Math.max(...order);
        const bookings = [...it.state.bookings.values()];
        expect(bookings).toHaveLength(1);
        expect(bookings[0]).toMatchObject({ slot: slotAt(newest), source: { version: newest } });
        expect(it.said()).toHaveLength(
          1 + order.filter((v, i) => i > 0 && v > Math.max(...order.slice(0, i))).length,
        );
      },
    ),
  );
});
