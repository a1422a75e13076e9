import type { Feature } from "../kernel/feature.ts";
import { applyIntake } from "./apply.ts";
import type { IntakeCommand } from "./command.ts";
import { decideIntake } from "./decide.ts";
import { reactIntake } from "./react.ts";
import type { IntakeState } from "./state.ts";

/** Cases at the window: opened, corrected once, accepted or refused (guide 三（四）1). Nothing of it happens by itself yet. */
export const intake: Feature<IntakeState, IntakeCommand> = {
  decide: decideIntake,
  apply: applyIntake,
  react: reactIntake,
  nextDue: () => null,
};
