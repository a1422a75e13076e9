import { expect, test } from "vitest";
import type { HallConfig } from "../contract/hall-config.ts";
import { hallGreeting } from "./greeting.ts";

const config = { staff: [{ id: "s01" }, { id: "s02" }] } as unknown as HallConfig;
const said = (adminToken: string | null, passwords: readonly string[]) =>
  hallGreeting(config, { adminToken, hasPassword: (staff) => passwords.includes(staff) }).join("\n");

test("a hall without an administrator's token says who can get in and how to set one", () => {
  expect(said(null, ["s01", "s02"])).toMatch(/没有设置 HALL_ADMIN_TOKEN.*重新启动/);
  expect(said(null, ["s01", "s02"])).not.toContain("staff-password");
});

test("staff who can't sign in are named with the command that gives a password", () => {
  expect(said("secret", ["s01"])).toContain("staff-password s02");
  expect(said("secret", ["s01"])).not.toMatch(/s01|HALL_ADMIN_TOKEN|secret/);
});

test("a hall that has both says nothing", () => {
  expect(said("secret", ["s01", "s02"])).toBe("");
});
