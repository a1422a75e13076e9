import type { Auth } from "../auth/auth.ts";
import type { HallConfig } from "../contract/hall-config.ts";

/** In the demo everybody's password follows from their id; a real hall has none until the administrator sets them. */
export const demoPassword = (staff: string): string => `demo-${staff}-pass`;

export async function setDemoPasswords(config: HallConfig, auth: Auth): Promise<void> {
  await Promise.all(config.staff.map((s) => auth.setPassword(s.id, demoPassword(s.id))));
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
