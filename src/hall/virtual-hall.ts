import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { messageOf } from "../kernel/errors.ts";
import type { HallNeeds } from "./needs.ts";
import { VirtualHallProcess } from "./virtual-hall-process.ts";

/** The virtual hall, started, where a line of the config asks for one; without it the hall runs on, its devices off. */
export async function startVirtualHall(
  needs: HallNeeds,
  onChanged: () => void,
): Promise<VirtualHallProcess | null> {
  if (!needs.config.lines.some((l) => l.transport.kind === "virtual")) return null;
  const virtualHall = virtualHallOf(needs, onChanged);
  await virtualHall
    .start()
    .catch((error: unknown) =>
      needs.log.error({ scope: "virtual-hall", cause: messageOf(error) }, "no virtual hall"),
    );
  return virtualHall;
}

function virtualHallOf(
  { config, configFile, data, root, log }: HallNeeds,
  onChanged: () => void,
): VirtualHallProcess {
  const file = configFile ?? path.join(data, "demo-hall.json");
  if (!configFile) writeFileSync(file, JSON.stringify(config, null, 1));
  const built = path.join(root, "dist/virtual-hall/main.js");
  const program = existsSync(built)
    ? [process.execPath, built]
    : [process.execPath, "--import", "tsx", path.join(root, "virtual-hall/main.ts")];
  return new VirtualHallProcess({ program, config: file, log, onChanged });
}
