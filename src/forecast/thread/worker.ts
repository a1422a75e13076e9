import os from "node:os";
import { parentPort } from "node:worker_threads";
import { messageOf } from "../../kernel/errors.ts";
import { forecastAll } from "../everybody.ts";
import { buffersOf, unpackModel, unpackProbes } from "../pack.ts";
import type { Job, JobAnswer } from "./protocol.ts";

// The thread's program: one job after another, each answered, also when it fails.

// On Linux that is this thread alone: where cores are few, the hall itself goes first.
if (process.platform === "linux") os.setPriority(0, 10);

parentPort?.on("message", (job: Job) => {
  let answer: JobAnswer;
  try {
    const request = { ...job, model: unpackModel(job.model), probes: unpackProbes(job.probes) };
    answer = { id: job.id, forecast: forecastAll(request, () => performance.now()) };
  } catch (error) {
    answer = { id: job.id, error: messageOf(error) };
  }
  parentPort?.postMessage(answer, "forecast" in answer ? buffersOf(answer.forecast) : []);
});
