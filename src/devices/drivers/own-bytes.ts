/**
 * Some RS-485 adapters send back what the host writes. What arrives right after a sending and equals it byte for byte is
 * taken out before a parser sees it; an answer that merely begins alike is handed on as soon as it differs.
 */
export class OwnBytes {
  echoes = 0;
  #sent: Buffer = Buffer.alloc(0);
  #matched = 0;

  /** These bytes are being written now. What was held of the sending before was no echo. */
  sent(bytes: Buffer): Buffer {
    const held = this.#held();
    this.#sent = bytes;
    this.#matched = 0;
    return held;
  }

  /** What is left of `bytes`, just received, without our own. */
  without(bytes: Buffer): Buffer {
    if (this.#sent.length === 0) return bytes;
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] !== this.#sent[this.#matched]) {
        const rest = Buffer.concat([this.#held(), bytes.subarray(at)]);
        this.reset();
        return rest;
      }
      this.#matched++;
      if (this.#matched === this.#sent.length) {
        this.echoes++;
        this.reset();
        return bytes.subarray(at + 1);
      }
    }
    return Buffer.alloc(0);
  }

  reset(): void {
    this.#sent = Buffer.alloc(0);
    this.#matched = 0;
  }

  #held(): Buffer {
    return this.#sent.subarray(0, this.#matched);
  }
}
