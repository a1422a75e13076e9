#!/usr/bin/env node
// `npm run virtual-hall -- --config FILE`: plays every loopback and serial line of a config, next to a real hall server.
import { buildOrExit } from "./build.mjs";

await buildOrExit({ names: ["server"] });
await import("../dist/virtual-hall/main.js");
