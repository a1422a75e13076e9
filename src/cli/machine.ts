import type { Fingerprint } from "../devices/discover/fingerprints.ts";
import type { FoundPort } from "../devices/discover/found-port.ts";

/** What the command line may learn of and do to the machine it runs on. */
export interface Machine {
  readonly ports: () => readonly FoundPort[];
  readonly fingerprints: () => readonly Fingerprint[];
  /** Rejects with one sentence for the technician when HID devices can't be opened on this machine. */
  readonly tryHid: () => Promise<void>;
  readonly isRoot: () => boolean;
  readonly writeFile: (file: string, text: string) => void;
  /** Runs a program; false when it is not there or fails. */
  readonly run: (program: string, args: readonly string[]) => boolean;
}
