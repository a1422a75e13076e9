import fc from "fast-check";
import fastJsonPatch from "fast-json-patch";
import { expect, test } from "vitest";
import type { PatchOperation } from "../contract/socket.ts";
import { Room } from "./room.ts";

const apply = (view: unknown, ops: readonly PatchOperation[]) =>
  fastJsonPatch.applyPatch(structuredClone(view), structuredClone(ops) as fastJsonPatch.Operation[])
    .newDocument;

// Both ends refuse to patch an object's prototype; no id of a hall is called so.
const json = fc
  .jsonValue()
  .filter((value) => !/"(__proto__|constructor|prototype)"/.test(JSON.stringify(value)));

test("whatever a view becomes, snapshot and patches lead to it, version by version", () => {
  const view = fc.record({
    version: fc.nat(),
    calls: fc.array(json, { maxLength: 6 }),
    rest: json,
  });
  fc.assert(
    fc.property(fc.array(view, { minLength: 1, maxLength: 8 }), (views) => {
      const [first, ...others] = views;
      const room = new Room({ name: "screen:main", view: first });
      let { version, view: held } = room.snapshot();
      for (const next of others) {
        const patch = room.update(next);
        if (patch) {
          expect(patch.version).toBe(version + 1);
          held = apply(held, patch.ops);
          version = patch.version;
        }
        expect(held).toEqual(JSON.parse(JSON.stringify({ ...next, version })));
        expect(room.snapshot()).toMatchObject({ version, view: held });
      }
    }),
  );
});

test("an unchanged view, or one that only tells another time, sends nothing", () => {
  const room = new Room({ name: "screen:main", view: { version: 1, at: "09:00", calls: [] } });
  expect(room.update({ version: 7, at: "09:00", calls: [] })).toBeNull();
  expect(room.update({ version: 8, at: "09:01", calls: [] })).toBeNull();
  expect(room.snapshot().version).toBe(1);
  const patch = room.update({ version: 9, at: "09:02", calls: ["Z001"] });
  expect(patch?.version).toBe(2);
  expect(patch?.ops).toContainEqual({ op: "replace", path: "/at", value: "09:02" });
});

test("what the owner does to a view later doesn't change what was sent", () => {
  const view = { version: 1, calls: ["Z001"] };
  const room = new Room({ name: "r", view });
  view.calls.push("Z002");
  expect(room.snapshot().view).toEqual({ version: 1, calls: ["Z001"] });
  expect(room.update(view)?.ops).toContainEqual({ op: "add", path: "/calls/1", value: "Z002" });
});
