import type { Draft, Finding, Rule } from "./draft.ts";
import { soundAppointments } from "./rules-appointments.ts";
import { tellingNumbers } from "./rules-digits.ts";
import { unknownDrivers } from "./rules-drivers.ts";
import { knownTimeZone, orderedHours, separateDays, separateHours, silentHours } from "./rules-hours.ts";
import {
  fittingLines,
  hidAlone,
  namedEnds,
  oddLines,
  printersAlone,
  separateAddresses,
  separateEnds,
} from "./rules-lines.ts";
import { soundMatters } from "./rules-matters.ts";
import { soundProfiles, soundQuotas, soundRotas, soundShifts } from "./rules-plan.ts";
import { rightPolls } from "./rules-polling.ts";
import {
  batchServed,
  deviceReferences,
  knownPrinters,
  knownSectors,
  oneBinding,
  servedSectors,
  transferTargets,
  uniqueIds,
  uniquePrefixes,
} from "./rules-references.ts";
import { noSecrets, plainUrls, voiceClips } from "./rules-secrets.ts";
import { knownSkills } from "./rules-skills.ts";
import { fastEnoughLines } from "./rules-speed.ts";

const RULES: readonly Rule[] = [
  noSecrets,
  uniqueIds,
  uniquePrefixes,
  knownTimeZone,
  orderedHours,
  separateHours,
  separateDays,
  silentHours,
  knownSectors,
  transferTargets,
  knownPrinters,
  unknownDrivers,
  deviceReferences,
  namedEnds,
  separateEnds,
  separateAddresses,
  fittingLines,
  printersAlone,
  hidAlone,
  plainUrls,
  voiceClips,
  soundMatters,
  knownSkills,
  soundQuotas,
  soundRotas,
  soundShifts,
  soundProfiles,
  soundAppointments,
  servedSectors,
  batchServed,
  oneBinding,
  oddLines,
  fastEnoughLines,
  rightPolls,
  tellingNumbers,
];

/** Everything that the rules spanning several fields find, errors and warnings. */
export const findingsOf = (draft: Draft): readonly Finding[] => RULES.flatMap((rule) => rule(draft));
