import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Auth } from "../auth/auth.ts";
import type { HallConfig } from "../contract/hall-config.ts";

/** In the demo everybody's password follows from their id; a real hall has none until the administrator sets them. */
export const demoPassword = (staff: string): string => `demo-${staff}-pass`;

/** Gives a password to whoever has none yet: setting one again would end everybody's sign-in at each start. */
export async function setDemoPasswords(
  config: HallConfig,
  auth: Auth,
  has: (staff: string) => boolean,
): Promise<void> {
  const without = config.staff.filter((s) => !has(s.id));
  await Promise.all(without.map((s) => auth.setPassword(s.id, demoPassword(s.id))));
}

/**
 * The demo's admin token, kept in the data folder: the pages' tokens follow from it, and a kiosk or screen that is
 * open must be right again after a restart without anyone touching it.
 */
export function demoAdminToken(data: string, make: () => string): string {
  const file = path.join(data, "demo-admin-token");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const token = make();
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}

/** What a newcomer is told on stdout before "hall ready". */
export function demoGreeting(config: HallConfig, adminToken: string | null): readonly string[] {
  return [
    `演示大厅 demo hall: ${config.hall.name}`,
    `管理口令 admin token: ${adminToken}`,
    ...config.staff.map(
      (s) => `工作人员 staff: ${s.id} ${s.name}（${s.role}） 密码 password: ${demoPassword(s.id)}`,
    ),
  ];
}
