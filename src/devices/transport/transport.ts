/** One open connection that carries bytes; it is never opened twice. */
export interface ByteTransport {
  /** Resolves when the bytes have been handed to the system; rejects when the connection is gone. */
  write(bytes: Buffer): Promise<void>;
  /** Replaces the listener; bytes that came before the first listener are given to it. */
  onData(listener: (bytes: Buffer) => void): void;
  /** Why it ended, in Chinese for staff; never rejects. */
  readonly closed: Promise<string>;
  close(): Promise<void>;
}

/**
 * Makes a new connection. Rejects with a HallError `line.unreachable` whose message is one Chinese sentence
 * for staff, also when `signal` is aborted first.
 */
export type Connect = (signal: AbortSignal) => Promise<ByteTransport>;
