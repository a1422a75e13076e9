import { HallError } from "../../../kernel/errors.ts";
import { answerAsks } from "../answer-asks.ts";

export type TestAsk = "which question of this thread" | "a coded fault" | "a fault" | "for ever";

let asked = 0;

answerAsks<TestAsk>((ask) => {
  switch (ask) {
    case "which question of this thread":
      return ++asked;
    case "a coded fault":
      throw new HallError("test.coded", "as it was thrown");
    case "a fault":
      throw new Error("without a code");
    case "for ever":
      return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
});
