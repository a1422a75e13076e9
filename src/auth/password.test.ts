import { expect, test } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import { hashPassword, passwordFits, passwordTrouble } from "./password.ts";

test("a hash fits its password only, and tells how it was made", async () => {
  const random = seededRandom(3);
  const hash = await hashPassword("政务大厅 2026", random);
  expect(hash).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(await passwordFits("政务大厅 2026", hash)).toBe(true);
  expect(await passwordFits("政务大厅 2027", hash)).toBe(false);
  expect(await hashPassword("政务大厅 2026", random)).not.toBe(hash);
});

test("an older, cheaper hash is still read", async () => {
  // RFC 7914 §12: scrypt("pleaseletmein", "SodiumChloride", N=16384, r=8, p=1, dkLen=64)
  const salt = Buffer.from("SodiumChloride").toString("base64url");
  const key = Buffer.from(
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
    "hex",
  ).toString("base64url");
  expect(await passwordFits("pleaseletmein", `scrypt$16384$8$1$${salt}$${key}`)).toBe(true);
});

test.each([
  "",
  "x",
  "scrypt$",
  "scrypt$3$8$1$AA$AAAAAAAAAAAAAAAAAAAAAAAA",
  "scrypt$1073741824$8$1$AA$AAAAAAAAAAAAAAAAAAAAAAAA",
  "md5$1$1$1$AA$AA",
])("%j fits nothing", async (hash) => {
  expect(await passwordFits("", hash)).toBe(false);
});

test("what a new password must be", () => {
  expect(passwordTrouble("1234567")).toContain("8 到 200");
  expect(passwordTrouble("x".repeat(201))).toContain("8 到 200");
  expect(passwordTrouble("11112222")).toContain("简单");
  expect(passwordTrouble("hall-2026")).toBeNull();
});
