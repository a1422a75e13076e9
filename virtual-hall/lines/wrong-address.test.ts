import { expect, test } from "vitest";
import { ff68Bytes } from "../decode/ff68.ts";
import { Keypad } from "../devices/keypad.ts";
import { ManualTimers } from "../devices/manual-timers.ts";
import { Tap } from "./tap.ts";

function keypadOnTap() {
  const said: string[] = [];
  const timers = new ManualTimers();
  const tap = new Tap(true, {
    toHost: (bytes) => said.push(Buffer.from(bytes).toString("hex")),
    changed: () => {},
    timers,
    random: () => 0.5,
  });
  const at = (address: number) => new Keypad({ id: "k", title: "", place: null, address, poll: null }, tap);
  const wrong = at(9);
  tap.attach(at(1), () => wrong);
  return { tap, timers, said };
}

const SHOW_7 = (address: number) => ff68Bytes({ address, func: 2, data: [0x0a, 0x0a, 0x0a, 0, 0, 7] });
const number = (tap: Tap) => {
  const view = tap.device?.view({ connected: true, fault: tap.fault });
  return view?.kind === "keypad" ? view.number : null;
};

test("a device with its switches set wrong starts dark, hears only its new address, and is itself again", () => {
  const { tap, said } = keypadOnTap();
  tap.fromHost(SHOW_7(1));
  expect(number(tap)).toBe("007");
  expect(tap.setFault("wrong-address")).toBeNull();
  tap.fromHost(SHOW_7(1));
  expect(number(tap)).toBe("");
  tap.fromHost(SHOW_7(9));
  expect(number(tap)).toBe("007");
  tap.device?.act({ act: "press", device: "k", key: "call" });
  expect(said).toEqual(["ff6803036809010c1616"]);
  tap.setFault(null);
  expect(number(tap)).toBe("");
  tap.fromHost(SHOW_7(1));
  expect(number(tap)).toBe("007");
});

test("a stuck key repeats the last press until it comes up", () => {
  const { tap, timers, said } = keypadOnTap();
  tap.device?.act({ act: "press", device: "k", key: "recall" });
  tap.setFault("stuck-key");
  timers.advance(1_000);
  expect(said.length).toBe(6);
  expect(new Set(said)).toEqual(new Set(["ff6803036801010d0f16"]));
  tap.setFault(null);
  timers.advance(1_000);
  expect(said.length).toBe(6);
});
