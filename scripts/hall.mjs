#!/usr/bin/env node
// `npm run hall -- <verb>`: the command line tool, built first when its sources are newer.
import { buildOrExit } from "./build.mjs";

await buildOrExit({ names: ["server"] });
await import("../dist/src/cli/main.js");
