// Loaded before the server by the memory figure only: on SIGUSR2 a full collection, then a line with what is left.
import { createRequire } from "node:module";

const { _cache: loaded } = createRequire(import.meta.url)("node:module");

process.on("SIGUSR2", () => {
  globalThis.gc();
  globalThis.gc();
  const sdk = Object.keys(loaded).some((file) => /node_modules\/twilio\//.test(file));
  process.stdout.write(`collected ${JSON.stringify({ ...process.memoryUsage(), sdk })}\n`);
});
