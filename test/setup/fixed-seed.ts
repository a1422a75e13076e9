import { configureGlobal } from "fast-check";

// Property tests draw the same cases in every run: a case found in somebody's CI must be found on the next desk as well.
// FC_SEED and FC_RUNS go hunting with others: `FC_SEED=7 FC_RUNS=5000 npx vitest run --project unit src/devices`.
const { FC_SEED, FC_RUNS } = process.env;
configureGlobal({
  seed: FC_SEED ? Number(FC_SEED) : 20261125,
  ...(FC_RUNS ? { numRuns: Number(FC_RUNS) } : {}),
});
