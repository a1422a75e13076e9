import { type Backoff, backoffDelay } from "../kernel/backoff.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import { pause } from "../kernel/pause.ts";
import type { ByteTransport, Connect } from "./transport/transport.ts";

const RECONNECT: Backoff = { first: 200, longest: 5_000 };
/** A connection that ends sooner did not work; the next wait is longer, milliseconds. */
const LASTED = 2_000;

/** Connects, and connects again whenever it ends, until `signal`. */
export async function keepConnected(needs: {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly up: (transport: ByteTransport) => void;
  readonly down: (reason: string) => void;
  readonly failed: (reason: string) => void;
}): Promise<void> {
  const { connect, clock, signal, up, down, failed } = needs;
  let attempt = 0;
  while (!signal.aborted) {
    let connectedAt: number | null = null;
    try {
      const transport = await connect(signal);
      if (signal.aborted) {
        await transport.close();
        return;
      }
      connectedAt = clock.now();
      up(transport);
      const reason = await transport.closed;
      down(signal.aborted ? "已停止" : reason);
    } catch (error) {
      if (signal.aborted) return;
      failed(messageOf(error));
    }
    if (connectedAt !== null && clock.now() - connectedAt > LASTED) attempt = 0;
    await pause(clock, backoffDelay(RECONNECT, ++attempt), signal);
  }
}
