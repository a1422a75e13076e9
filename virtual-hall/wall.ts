import type { WallView } from "../src/contract/wall.ts";
import type { Timers } from "./devices/device.ts";

/** Changes that come closer together than this are shown at once, ms. */
const TOGETHER_MS = 50;

interface WallPorts {
  readonly view: () => WallView;
  readonly timers: Timers;
}

/** Tells everyone who watches the wall about changes: whole views, as JSON, never more than one each 50 ms. */
export class Wall {
  readonly #ports: WallPorts;
  readonly #watchers = new Set<(json: string) => void>();
  #cancel: (() => void) | null = null;

  constructor(ports: WallPorts) {
    this.#ports = ports;
  }

  changed(): void {
    if (this.#cancel) return;
    this.#cancel = this.#ports.timers.after(TOGETHER_MS, () => {
      this.#cancel = null;
      if (this.#watchers.size === 0) return;
      const json = JSON.stringify(this.#ports.view());
      for (const watcher of this.#watchers) watcher(json);
    });
  }

  /** The view now, then each change, until the answer is called. */
  watch(watcher: (json: string) => void): () => void {
    this.#watchers.add(watcher);
    watcher(JSON.stringify(this.#ports.view()));
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#watchers.clear();
  }
}
