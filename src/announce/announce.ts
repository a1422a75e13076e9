import type { Feature } from "../kernel/feature.ts";
import { apply } from "./apply.ts";
import { react } from "./react.ts";
import type { AnnounceState } from "./state.ts";

/** What the hall shows and says: a picture folded from facts, and the messages they ask for. Takes no commands. */
export const announce: Feature<AnnounceState, never> = {
  decide: () => [],
  apply,
  react,
  nextDue: () => null,
};
