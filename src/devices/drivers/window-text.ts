import type { WindowPicture } from "../../contract/picture.ts";
import { gbkColumns } from "../protocols/gbk.ts";
import type { Run } from "../protocols/run.ts";

/** The first of `texts` that fits; the last one is shown whatever its length. */
function fitting(columns: number, ...texts: readonly [string, ...string[]]): string {
  return texts.find((text) => gbkColumns(text) <= columns) ?? texts.at(-1) ?? "";
}

/**
 * What a window's board shows, on `columns` half-width columns (design.md section 6; issue line 9). The number is
 * always whole and in one frame, even on a board that is too narrow for it: a cut number calls someone else.
 */
export function windowText(window: WindowPicture, columns: number): readonly Run[] {
  const number = window.number ?? "";
  switch (window.state) {
    case "closed":
      return [
        {
          text: fitting(columns, `${window.name} 未开放`, `${window.name}未开放`, "未开放"),
          colour: "yellow",
        },
      ];
    case "idle":
      return [{ text: window.name, colour: "green" }];
    case "calling":
      return [{ text: fitting(columns, `请${number}`, number), colour: "red" }];
    case "serving":
      return [{ text: fitting(columns, `正在办理${number}`, number), colour: "green" }];
    case "paused":
      return [{ text: fitting(columns, "暂停服务", "暂停"), colour: "yellow" }];
  }
}
