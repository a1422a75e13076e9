import type { HallConfig } from "../contract/hall-config.ts";

/** What a hall without an administrator's token, or without any password, says at its start: who can get in, and the way on. */
export function hallGreeting(
  config: Pick<HallConfig, "staff">,
  { adminToken, hasPassword }: { adminToken: string | null; hasPassword: (staff: string) => boolean },
): readonly string[] {
  const lines: string[] = [];
  if (adminToken === null)
    lines.push(
      "没有设置 HALL_ADMIN_TOKEN：没有管理员口令，只有工作人员的密码和各设备页的令牌能登录，值班经理照样能用管理页。需要口令时，把一串够长的随机字符放进环境变量 HALL_ADMIN_TOKEN，再重新启动。",
      "HALL_ADMIN_TOKEN is not set: nobody is administrator; staff passwords and device tokens still work. To have one, set it in the environment and restart.",
    );
  const without = config.staff.filter((s) => !hasPassword(s.id)).map((s) => s.id);
  if (without.length > 0)
    lines.push(
      `还没有密码、不能登录的工作人员：${without.join("、")}。设密码：npm run hall -- staff-password ${without[0]} --data 数据目录`,
      `staff without a password: ${without.join(", ")}; npm run hall -- staff-password ${without[0]} --data DIR`,
    );
  return lines;
}
