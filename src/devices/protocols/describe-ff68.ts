import type { Described } from "./described.ts";
import { type Ff68Frame, Ff68Parser } from "./ff68.ts";
import { FUNC, keyOf } from "./ff68-words.ts";

/** What keys ask for, Chinese for staff. */
export const KEY_WORDS: Readonly<Record<NonNullable<ReturnType<typeof keyOf>>, string>> = {
  "call-next": "呼叫",
  recall: "重呼",
  "pause-toggle": "暂停",
  transfer: "转移",
  "no-show": "弃号",
  park: "挂起",
  "call-parked": "回呼",
  evaluate: "评价",
};

/** What FF 68 bytes say, for a technician. */
export function describeFf68(bytes: Buffer, way: "out" | "in"): readonly Described[] {
  const parser = new Ff68Parser();
  return [...parser.push(bytes), ...parser.settle()].map((frame) => ({
    address: frame.address,
    meaning: `${frame.address} 号${way === "in" ? said(frame) : told(frame)}`,
  }));
}

function said({ func, data }: Ff68Frame): string {
  if (func === FUNC.rated) return `评价器：按了 ${data.at(-1) ?? "？"} 键`;
  const key = keyOf(data);
  return key ? `键盘按“${KEY_WORDS[key]}”` : `键盘按未知键 ${data.map((d) => d.toString(16)).join(" ")}`;
}

function told({ func, data }: Ff68Frame): string {
  if (func === FUNC.beep) return "键盘：蜂鸣";
  if (func === FUNC.display && data.length === 6) {
    const [waiting, number] = [digits(data.slice(0, 3)), digits(data.slice(3))];
    if (waiting !== "") return `键盘显示等候 ${Number(waiting)} 人`;
    return number === "" ? "键盘号码清空" : `键盘显示号码 ${number}`;
  }
  if (func === FUNC.press && data.length === 1 && data[0] === 0x0b) return "评价器：请评价";
  const key = keyOf(data);
  return key ? `回显“${KEY_WORDS[key]}”` : "回显";
}

const digits = (data: readonly number[]): string => data.filter((d) => d <= 9).join("");
