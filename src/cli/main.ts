import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readFingerprints } from "../devices/discover/fingerprints.ts";
import { portsInSysfs } from "../devices/discover/sysfs.ts";
import { nodeHidPort } from "../devices/transport/hid-port.ts";
import { systemClock } from "../kernel/clock.ts";
import { systemRandom } from "../kernel/random.ts";
import { openShadows } from "../service/planning/shadows.ts";
import { openReplays } from "../service/replay/replays.ts";
import { restore } from "../store/restore.ts";
import { backup, openAuthOnly } from "../store/store.ts";
import { runCli } from "./run.ts";

const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  import.meta.url.includes("/dist/") ? "../../.." : "../..",
);

process.exitCode = await runCli(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  input: { stdin: process.stdin, stderr: process.stderr },
  clock: systemClock,
  random: systemRandom,
  machine: {
    ports: () => portsInSysfs("/"),
    fingerprints: () => readFingerprints(path.join(root, "config/device-fingerprints.yaml")),
    tryHid: async () => void (await nodeHidPort().list()),
    isRoot: () => process.getuid?.() === 0,
    writeFile: (file, text) => writeFileSync(file, text),
    run: (program, args) => spawnSync(program, args, { stdio: "ignore" }).status === 0,
  },
  openShadows: (config, data) => openShadows({ config, data, root, now: systemClock.now }),
  openReplays: (config, data) => openReplays({ config, data, root, now: systemClock.now }),
  store: {
    withAuth: async (folder, work) => {
      const opened = openAuthOnly(folder);
      try {
        return await work(opened.auth);
      } finally {
        opened.close();
      }
    },
    backup,
    restore: (folder, file) => restore(folder, file, systemClock.now()),
  },
});
