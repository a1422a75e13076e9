import { writeFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { configJsonSchema } from "../config/json-schema.ts";
import { configReference } from "../config/reference.ts";
import { HallError, messageOf } from "../kernel/errors.ts";
import { checkConfig } from "./check-config.ts";
import { type CredentialNeeds, deviceToken, staffPassword } from "./credentials.ts";
import { listDevices } from "./devices.ts";
import type { Machine } from "./machine.ts";
import { type ReplayOptions, replayVerb } from "./replay.ts";
import { type ShadowOptions, shadowVerb } from "./shadow.ts";
import { simulateVerb } from "./simulate/verb.ts";
import { udev } from "./udev.ts";

/** Verbs of later releases: they say so instead of pretending. */
const LATER: readonly (readonly [usage: string, summary: string])[] = [
  ["import-matters", "read matters from a workbook"],
  ["export", "write the day's records"],
];
const NOW =
  "check-config, devices, udev, simulate, shadow, replay, staff-password, device-token, backup, restore, config-reference";

/** What a later release will do, exit code 3. */
const NOT_YET = 3;

/**
 * Runs one verb. Exit codes: 0 done, 1 it failed, 2 wrong usage or a wrong config, 3 not in this release.
 * `argv` is without node and script.
 */
export async function runCli(
  argv: readonly string[],
  needs: CredentialNeeds & {
    readonly machine: Machine;
    readonly openShadows: Parameters<typeof shadowVerb>[1]["openShadows"];
    readonly openReplays: Parameters<typeof replayVerb>[1]["openReplays"];
  },
): Promise<number> {
  const { out, err, store } = needs;
  let code = 0;
  const program = new Command("hall")
    .description("政务服务大厅命令行 · command line of the hall server")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out(text.trimEnd()),
      writeErr: (text) => err(text.trimEnd()),
    });
  const data = ["--data <dir>", "the hall's data folder", "data"] as const;
  const config = ["--config <file>", "the hall's config, to check the id against"] as const;

  program
    .command("check-config")
    .argument("<file>")
    .description("list every problem of a config file, or what it describes")
    .action((file: string) => {
      code = checkConfig(file, needs);
    });
  program
    .command("devices")
    .option("--json", "as JSON, for programs")
    .description("list this machine's serial ports, HID devices and USB printers with their likely drivers")
    .action(async (options: { json?: boolean }) => {
      code = await listDevices(options, { ...needs, ...needs.machine });
    });
  program
    .command("udev")
    .option("--config <file>", "the hall's config, whose lines the rules are for")
    .option("--print", "show the rules")
    .option("--install", "write them to /etc/udev/rules.d and load them; as root")
    .description("udev rules for the serial ports and HID devices of a config")
    .action((options: { config?: string; print?: boolean; install?: boolean }) => {
      code = udev(options, { ...needs, ...needs.machine });
    });
  program
    .command("staff-password")
    .argument("<id>")
    .option(...data)
    .option(...config)
    .description("set a member of staff's password, typed or from standard input")
    .action(async (id: string, options: { data: string; config?: string }) => {
      code = await staffPassword(id, options, needs);
    });
  program
    .command("device-token")
    .argument("<kind>", "kiosk, screen or rater")
    .argument("<id>", "the kiosk, the screen, or the rater's window")
    .option(...data)
    .option(...config)
    .description("make a token for a page, shown once")
    .action(async (kind: string, id: string, options: { data: string; config?: string }) => {
      code = await deviceToken(kind, id, options, needs);
    });
  program
    .command("backup")
    .argument("<file>")
    .option(...data)
    .description("write a whole copy of the data, also while the server runs")
    .action((file: string, options: { data: string }) => {
      store.backup(options.data, file);
      out(`已备份到 ${path.resolve(file)}（backed up）`);
    });
  program
    .command("restore")
    .argument("<file>")
    .option(...data)
    .description("put a backup in the place of the data; the server must be stopped")
    .action((file: string, options: { data: string }) => {
      const kept = store.restore(options.data, file);
      out(`已从 ${path.resolve(file)} 恢复（restored）`);
      if (kept) out(`原数据保留为 ${kept}（the data before are kept under that name）`);
    });
  program
    .command("simulate")
    .requiredOption("--scenario <file>", "a day as JSON (docs/simulate.md)")
    .requiredOption("--out <file>", "what became of everybody, JSON")
    .description("play a day with the hall's own dispatcher")
    .action((files: { scenario: string; out: string }) => {
      code = simulateVerb(files, needs);
    });
  program
    .command("replay")
    .option("--day <date>", "the day, e.g. 2026-11-23; without it: which days there are")
    .option(...data)
    .option("--config <file>", "the hall's config; without it the demo's")
    .option("--number <number>", "only what concerns this ticket's number")
    .option("--events", "everything that happened, not only the calls")
    .description(
      "print a day's calls with their reasons, from the journal; only reads, also while the server runs",
    )
    .action((options: ReplayOptions) => {
      code = replayVerb(options, needs);
    });
  program
    .command("shadow")
    .requiredOption("--day <date>", "a recorded day, e.g. 2026-11-23")
    .option("--policy <file>", "orders of calling to try, YAML or JSON (docs/simulate.md)")
    .option("--out <file>", "the whole comparison, JSON")
    .option(...data)
    .option("--config <file>", "the hall's config; without it the demo's")
    .description("play a past day again under other rules; only reads, also while the server runs")
    .action((options: ShadowOptions) => {
      code = shadowVerb(options, needs);
    });
  program
    .command("config-reference")
    .option("--out <file>", "write it there instead of to standard output")
    .option("--json-schema", "the JSON Schema for editors instead of the page")
    .description("print the reference page of the config file")
    .action((options: { out?: string; jsonSchema?: boolean }) => {
      const text = options.jsonSchema
        ? `${JSON.stringify(configJsonSchema(), null, 2)}\n`
        : configReference();
      if (options.out === undefined) out(text.trimEnd());
      else writeFileSync(options.out, text);
    });
  for (const [name, summary] of LATER)
    program
      .command(name)
      .description(`${summary} (comes with a later release)`)
      .argument("[any...]")
      .allowUnknownOption()
      .action(() => {
        err(`${name}: 将在后续版本提供，现有命令：${NOW}（comes with a later release; there are: ${NOW}）`);
        code = NOT_YET;
      });

  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    err(error instanceof HallError ? `${error.code}: ${error.message}` : messageOf(error));
    return 1;
  }
}
