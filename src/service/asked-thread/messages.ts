import type { HallConfig } from "../../contract/hall-config.ts";

/** What an asked thread is started with. */
export interface ThreadData {
  readonly config: HallConfig;
  readonly data: string;
  readonly root: string;
}

export interface Asked<Ask> {
  readonly id: number;
  readonly ask: Ask;
}

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: { readonly code: string | null; readonly message: string } };
