import { loadHallConfig, problemLine } from "../config/load.ts";
import { RULES_FILE, udevRules } from "../devices/discover/udev-rules.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Machine } from "./machine.ts";
import type { CliOutput } from "./output.ts";

type UdevNeeds = CliOutput & Pick<Machine, "ports" | "isRoot" | "writeFile" | "run">;

interface UdevOptions {
  readonly config?: string;
  readonly print?: boolean;
  readonly install?: boolean;
}

/** `udev --print | --install`: the rules for a config's serial and HID lines. Exit code 0, 1 not root, 2 wrong usage. */
export function udev(options: UdevOptions, needs: UdevNeeds): number {
  const { out, err } = needs;
  if (options.config === undefined || options.print === options.install) {
    err(
      "用法：hall udev --config FILE --print 或 --install（usage: --config FILE, and --print or --install）",
    );
    return 2;
  }
  const loaded = loadHallConfig(options.config);
  if (!loaded.ok) {
    for (const problem of loaded.problems) err(problemLine(options.config, problem));
    return 2;
  }
  const rules = udevRules(loaded.config.lines, needs.ports());
  if (options.print) {
    out(rules.trimEnd());
    return 0;
  }
  if (!needs.isRoot()) {
    err(`写入 ${RULES_FILE} 需要管理员权限，请执行（needs root; run）：`);
    err(`  sudo npm run hall -- udev --config ${options.config} --install`);
    return 1;
  }
  try {
    needs.writeFile(RULES_FILE, rules);
  } catch (error) {
    err(`${RULES_FILE} 写不进去（can't be written）：${messageOf(error)}`);
    return 1;
  }
  out(`已写入 ${RULES_FILE}（written）`);
  const reloaded =
    needs.run("udevadm", ["control", "--reload"]) && needs.run("udevadm", ["trigger", "--action=add"]);
  out(
    reloaded
      ? "规则已生效（the rules are in force）"
      : "没有 udevadm，规则在安装 udev 并重启或重插设备后生效（no udevadm: in force after udev is installed and the devices are plugged in anew）",
  );
  return 0;
}
