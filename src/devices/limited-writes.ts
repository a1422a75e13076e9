import type { Clock } from "../kernel/clock.ts";
import type { ByteTransport } from "./transport/transport.ts";

/** Writes that end for certain: a connection that closes under a write may never report the write's end. */
export class LimitedWrites {
  readonly #clock: Clock;
  readonly #underWay = new Set<(cause: unknown) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `late` is called when the bytes are not out after `limit` milliseconds; whoever is told closes the connection. */
  write(transport: ByteTransport, bytes: Buffer, limit: number, late: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const settled = () => {
        cancel();
        this.#underWay.delete(fail);
      };
      const fail = (cause: unknown) => {
        settled();
        reject(cause);
      };
      this.#underWay.add(fail);
      const cancel = this.#clock.at(this.#clock.now() + limit, late);
      transport.write(bytes).then(() => {
        settled();
        resolve();
      }, fail);
    });
  }

  failAll(cause: unknown): void {
    for (const fail of [...this.#underWay]) fail(cause);
  }
}
