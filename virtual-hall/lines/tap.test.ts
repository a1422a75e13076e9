import { describe, expect, it } from "vitest";
import type { VirtualDevice } from "../devices/device.ts";
import { ManualTimers } from "../devices/manual-timers.ts";
import { SLOW_MS, Tap } from "./tap.ts";

function bench(spoilt = true) {
  const heard: string[] = [];
  const toHost: string[] = [];
  const lost: string[] = [];
  const timers = new ManualTimers();
  const hex = (b: Uint8Array) => Buffer.from(b).toString("hex");
  const tap = new Tap(spoilt, {
    toHost: (b) => toHost.push(hex(b)),
    changed: () => {},
    timers,
    random: () => 0.5,
  });
  const device: VirtualDevice = {
    id: "d",
    hear: (b) => heard.push(hex(b)),
    hostGone: () => lost.push("host"),
    powerOff: () => lost.push("power"),
    act: () => null,
    view: () => {
      throw new Error("not asked");
    },
  };
  tap.attach(device, null);
  const talk = () => {
    tap.fromHost(Uint8Array.of(1, 2, 3));
    tap.say(Uint8Array.of(9));
  };
  return { tap, timers, heard, toHost, lost, talk };
}

describe("a tap", () => {
  it("carries bytes both ways untouched", () => {
    const { heard, toHost, talk } = bench();
    talk();
    expect([heard, toHost]).toEqual([["010203"], ["09"]]);
  });

  it("unplugged: dark, deaf and mute", () => {
    const { tap, heard, toHost, lost, talk } = bench();
    tap.setFault("unplugged");
    talk();
    expect([heard, toHost, lost]).toEqual([[], [], ["power"]]);
  });

  it("silent: hears, never answers, until mended", () => {
    const { tap, heard, toHost, talk } = bench();
    tap.setFault("silent");
    talk();
    expect([heard, toHost]).toEqual([["010203"], []]);
    tap.setFault(null);
    talk();
    expect(toHost).toEqual(["09"]);
  });

  it("slow: hears late, in order; what is still on the way is lost with the line", () => {
    const { tap, timers, heard, talk } = bench();
    tap.setFault("slow");
    talk();
    timers.advance(SLOW_MS - 1);
    expect(heard).toEqual([]);
    timers.advance(1);
    expect(heard).toEqual(["010203"]);
    talk();
    tap.hostGone();
    timers.advance(SLOW_MS);
    expect(heard).toEqual(["010203"]);
  });

  it("noisy: every third piece has one bit turned, answers come behind junk, and it crackles by itself", () => {
    const { tap, timers, heard, toHost, talk } = bench();
    tap.setFault("noisy");
    talk();
    talk();
    talk();
    talk();
    expect(heard).toEqual(["011203", "010203", "010203", "011203"]);
    expect(toHost.filter((b) => b === "09")).toHaveLength(4);
    expect(toHost.filter((b) => b !== "09")).toHaveLength(4);
    timers.advance(3000);
    expect(toHost).toHaveLength(11);
    tap.setFault(null);
    timers.advance(3000);
    expect(toHost).toHaveLength(11);
  });

  it("noisy, but its ears spared (a printer, whose bytes carry no checksum)", () => {
    const { tap, heard, talk } = bench(false);
    tap.setFault("noisy");
    talk();
    expect(heard).toEqual(["010203"]);
  });
});
