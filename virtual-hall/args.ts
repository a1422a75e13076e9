import { parseArgs } from "node:util";
import type { WallAct } from "../src/contract/wall.ts";
import { readAct } from "./http/act.ts";

export interface Args {
  readonly config: string;
  /** Port of the wall's HTTP server; 0: any. */
  readonly http: number;
  /** ephemeral: only virtual lines, each on any free port. config: also the loopback and serial lines, where the config says. */
  readonly lines: "ephemeral" | "config";
  /** What goes wrong from the start, and after how many seconds: for training without hands on the wall. */
  readonly misbehave: readonly Misbehaviour[];
  /** Ends when stdin closes: whoever started it is gone. */
  readonly parent: boolean;
}

export interface Misbehaviour {
  readonly afterSeconds: number;
  readonly act: WallAct;
}

export const USAGE =
  "usage: virtual-hall --config FILE [--http PORT] [--lines ephemeral|config] [--misbehave DEVICE=FAULT[@SECONDS]]… [--parent]";

/** The command line, or a sentence saying what is wrong with it. */
export function readArgs(argv: readonly string[]): Args | string {
  let values: { config?: string; http?: string; lines?: string; misbehave?: string[]; parent?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: "string" },
        http: { type: "string" },
        lines: { type: "string" },
        misbehave: { type: "string", multiple: true },
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
  const misbehave: Misbehaviour[] = [];
  for (const text of values.misbehave ?? []) {
    const read = readMisbehaviour(text);
    if (typeof read === "string") return read;
    misbehave.push(read);
  }
  return { config, http: Number(http), lines, misbehave, parent };
}

/** `led-w01=unplugged@30`, `printer-1=paper:out`, `key-w01=ok@60`: the acts of the wall, written short. */
function readMisbehaviour(text: string): Misbehaviour | string {
  const [, device = "", fault = "", seconds = "0"] =
    /^([^=]+)=([a-z-]+(?::[a-z-]+)?)(?:@(\d{1,5}))?$/.exec(text) ?? [];
  const [kind = "", state] = fault.split(":");
  const act =
    state === undefined
      ? { act: "fault", device, fault: kind === "ok" ? null : kind }
      : { act: kind, device, [kind]: state };
  const read = readAct(JSON.stringify(act));
  if ("act" in read) return { afterSeconds: Number(seconds), act: read };
  return `--misbehave ${text}: DEVICE=FAULT[@SECONDS], ${read.map((w) => w.message).join("; ")}`;
}
