import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { readWav } from "./wav.ts";

/**
 * Phrases once made: the latest in memory, more on disk, about 80 KB each. Whoever asks for a phrase being made waits
 * for the same making. A disk that fails costs time, never the phrase.
 */
export class PhraseCache {
  readonly #folder: string;
  readonly #inMemory: number;
  readonly #onDisk: number;
  readonly #log: Log;
  readonly #memory = new Map<string, Uint8Array>();
  readonly #making = new Map<string, Promise<Uint8Array>>();
  #files: number | null = null;

  constructor(needs: { folder: string; inMemory: number; onDisk: number; log: Log }) {
    this.#folder = needs.folder;
    this.#inMemory = needs.inMemory;
    this.#onDisk = needs.onDisk;
    this.#log = needs.log;
  }

  /** The phrase of that key; `make` is asked when neither memory nor disk has it. */
  get(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const name = `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.wav`;
    const known = this.#memory.get(name);
    if (known) {
      this.#remember(name, known);
      return Promise.resolve(known);
    }
    const running = this.#making.get(name);
    if (running !== undefined) return running;
    const making = this.#find(name, make).finally(() => this.#making.delete(name));
    this.#making.set(name, making);
    return making;
  }

  async #find(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const stored = await this.#read(name);
    const bytes = stored ?? (await make());
    this.#remember(name, bytes);
    if (!stored) await this.#write(name, bytes);
    return bytes;
  }

  /** The newest stand last; the map's order is the order of use. */
  #remember(name: string, bytes: Uint8Array): void {
    this.#memory.delete(name);
    this.#memory.set(name, bytes);
    for (const oldest of this.#memory.keys()) {
      if (this.#memory.size <= this.#inMemory) break;
      this.#memory.delete(oldest);
    }
  }

  async #read(name: string): Promise<Uint8Array | null> {
    try {
      const bytes = await readFile(path.join(this.#folder, name));
      readWav(bytes); // half a file from a full disk must not be played for ever
      return bytes;
    } catch {
      return null;
    }
  }

  async #write(name: string, bytes: Uint8Array): Promise<void> {
    const file = path.join(this.#folder, name);
    const part = `${file}.${randomUUID()}.part`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(part, bytes);
      await rename(part, file);
      await this.#keepWithin();
    } catch (error) {
      this.#log.warn({ file, cause: messageOf(error) }, "a phrase could not be stored");
      await rm(part, { force: true }).catch(() => {});
    }
  }

  /** Past the limit the older half goes, so that tidying is rare. */
  async #keepWithin(): Promise<void> {
    this.#files = (this.#files ?? (await readdir(this.#folder)).length - 1) + 1;
    if (this.#files <= this.#onDisk) return;
    const names = await readdir(this.#folder);
    const dated = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(path.join(this.#folder, name))).mtimeMs })),
    );
    dated.sort((a, b) => a.at - b.at);
    const old = dated.slice(0, Math.ceil(names.length / 2));
    await Promise.all(old.map((o) => rm(path.join(this.#folder, o.name), { force: true })));
    this.#files = names.length - old.length;
  }
}
