#!/usr/bin/env node
// `npm start`: builds what is missing, then runs the hall in this same process, so that signals reach it.
import { buildOrExit } from "./build.mjs";

await buildOrExit();
await import("../dist/src/main.js");
