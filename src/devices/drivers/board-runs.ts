import type { Run } from "../protocols/run.ts";
import type { BoardContent } from "./board-driver.ts";
import { summaryText } from "./summary-text.ts";
import { windowText } from "./window-text.ts";

/** A board's content in Chinese, for boards with a GBK font and `columns` half-width columns. */
export function boardRuns(content: BoardContent, columns: number): readonly Run[] {
  switch (content.of) {
    case "window":
      return windowText(content.window, columns);
    case "summary":
      return summaryText(content.picture, { sectors: content.sectors, columns });
  }
}
