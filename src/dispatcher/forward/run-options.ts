import type { ForwardPerson, ForwardProbe } from "./forward-model.ts";
import type { Uniform } from "./sample.ts";

/** What one run tells: who would be called when, and where. Indexes of `people` and `windows`. */
export type OnCall = (person: number, at: number, window: number) => void;

export interface RunOptions {
  /** Uniform draws; null: every service takes its mean, nobody new comes. */
  readonly random: Uniform | null;
  /** Nothing after this matters, epoch ms. */
  readonly until: number;
  /** People keep coming until then; not given: as long as they may have a part in the wait of those who are here. */
  readonly comingUntil?: number;
  /** Whether the run may end: asked after each call. */
  readonly done: () => boolean;
  /** People who do not come, only ask when they would be called: they hold nobody up. */
  readonly probes?: Probes;
  /**
   * Draws of one person (by arrival number) or one window (-1 less its index), so that two models run with the same seed
   * differ by what is different in them alone; not given: all are taken from `random` as they come.
   */
  readonly drawsOf?: (key: number) => Uniform;
  /** Who comes after `model.now`. */
  readonly onComing?: (person: ForwardPerson) => void;
  /** Who came after `model.now`, when called. */
  readonly onNewcomer?: (person: ForwardPerson, at: number) => void;
}

export interface Probes {
  readonly people: readonly ForwardProbe[];
  readonly onCall: (probe: number, at: number, window: number) => void;
}
