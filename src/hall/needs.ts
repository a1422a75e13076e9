import type { HallConfig } from "../contract/hall-config.ts";
import type { Log } from "../kernel/log.ts";

export interface HallNeeds {
  readonly config: HallConfig;
  /** Null in the demo. */
  readonly configFile: string | null;
  readonly demo: boolean;
  readonly data: string;
  readonly port: number | null;
  /** The installation's folder: built pages, sample matters, the virtual hall's program. */
  readonly root: string;
  readonly version: string;
  readonly adminToken: string | null;
  readonly secrets: { readonly TWILIO_AUTH_TOKEN: string | undefined };
  readonly log: Log;
}

export interface Hall {
  readonly url: string;
  /** What a newcomer should be told before "hall ready". */
  readonly greeting: readonly string[];
  stop(): Promise<void>;
}
