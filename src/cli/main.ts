import { systemClock } from "../kernel/clock.ts";
import { systemRandom } from "../kernel/random.ts";
import { restore } from "../store/restore.ts";
import { backup, openAuthOnly } from "../store/store.ts";
import { runCli } from "./run.ts";

process.exitCode = await runCli(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  input: { stdin: process.stdin, stderr: process.stderr },
  clock: systemClock,
  random: systemRandom,
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
