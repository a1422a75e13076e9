import { defineConfig } from "vitest/config";
import { HANGS_MS } from "./test/sim/support/until.ts";

/** Thresholds belong to folders: high where the rules and the bytes are, none for the shell. */
const pure = { statements: 90, branches: 80, functions: 90, lines: 90 };

/**
 * In CI a walk through real processes or a real browser that failed is tried once more, for a machine that stood still for
 * seconds is not the hall's fault; the report says so. At a desk nothing is tried twice.
 */
const retry = process.env.CI ? 1 : 0;

const unit = {
  setupFiles: ["test/setup/fixed-seed.ts"],
  // The longest takes two seconds; a machine that builds and tests beside it takes ten times as long.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...unit,
          name: "unit",
          include: ["src/**/*.test.ts", "kiosk-ui/src/**/*.test.ts"],
          exclude: ["src/devices/**"],
          // One process for many files: loading the modules anew for each took as long as the tests.
          isolate: false,
        },
      },
      {
        test: {
          ...unit,
          name: "unit-alone",
          // Native modules, ports and processes of their own: nothing of one file is left for the next.
          include: [
            "src/devices/**/*.test.ts",
            "virtual-hall/**/*.test.ts",
            "test/architecture/**/*.test.ts",
            "test/scripts/**/*.test.ts",
          ],
        },
      },
      {
        test: {
          name: "sim",
          include: ["test/sim/**/*.test.ts"],
          setupFiles: ["test/setup/fixed-seed.ts"],
          retry,
          // Guards against hanging only; starting two processes on a busy machine takes its time.
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A page shows what was clicked when the answer is there: what is read of it is asked until it fits.
          expect: { poll: { timeout: HANGS_MS, interval: 20 } },
          retry,
        },
      },
      {
        test: {
          name: "crash",
          include: ["test/crash/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // Fakes that only tests use are no code of the hall.
      exclude: ["**/*.test.ts", "**/testing/**", "**/fake-*.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: {
        "src/{booking,checkin,dispatcher,announce,intake,rating}/**": pure,
        "src/devices/protocols/**": pure,
        "src/kernel/**": pure,
      },
    },
  },
});
