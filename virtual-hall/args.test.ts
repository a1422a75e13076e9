import { expect, test } from "vitest";
import { readArgs } from "./args.ts";

const read = (...misbehave: string[]) =>
  readArgs(["--config", "hall.yaml", ...misbehave.flatMap((text) => ["--misbehave", text])]);

test("misbehaviour is written short and may come later", () => {
  expect(read("led-w01=unplugged@30", "printer-1=paper:out", "led-w01=ok@60")).toMatchObject({
    misbehave: [
      { afterSeconds: 30, act: { act: "fault", device: "led-w01", fault: "unplugged" } },
      { afterSeconds: 0, act: { act: "paper", device: "printer-1", paper: "out" } },
      { afterSeconds: 60, act: { act: "fault", device: "led-w01", fault: null } },
    ],
  });
  expect(read()).toMatchObject({ misbehave: [], lines: "config" });
});

test("what is no fault is said, with what would be one", () => {
  expect(read("led-w01=exploded")).toMatch(/--misbehave led-w01=exploded: .*unplugged/);
  expect(read("led-w01")).toMatch(/DEVICE=FAULT/);
});
