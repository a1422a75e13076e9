import { parseArgs } from "node:util";

export interface Args {
  readonly config: string;
  /** Port of the wall's HTTP server; 0: any. */
  readonly http: number;
  /** ephemeral: only virtual lines, each on any free port. config: also the loopback and serial lines, where the config says. */
  readonly lines: "ephemeral" | "config";
  /** Ends when stdin closes: whoever started it is gone. */
  readonly parent: boolean;
}

export const USAGE = "usage: virtual-hall --config FILE [--http PORT] [--lines ephemeral|config] [--parent]";

/** The command line, or a sentence saying what is wrong with it. */
export function readArgs(argv: readonly string[]): Args | string {
  let values: { config?: string; http?: string; lines?: string; parent?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: "string" },
        http: { type: "string" },
        lines: { type: "string" },
        parent: { type: "boolean" },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { config, http = "0", lines = "config", parent = false } = values;
  if (config === undefined) return "--config FILE is missing";
  if (!/^\d{1,5}$/.test(http) || Number(http) > 65535)
    return `--http ${http}: a port, 0 to 65535 (0: any free one)`;
  if (lines !== "ephemeral" && lines !== "config") return `--lines ${lines}: ephemeral or config`;
  return { config, http: Number(http), lines, parent };
}
