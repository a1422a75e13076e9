import type { HallConfig } from "../../contract/hall-config.ts";
import type { ShadowRequest } from "../../contract/shadow.ts";

/** What the thread is started with. */
export interface ThreadData {
  readonly config: HallConfig;
  readonly data: string;
  readonly root: string;
}

export type Ask = { readonly what: "shadow"; readonly request: ShadowRequest };

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: { readonly code: string | null; readonly message: string } };
