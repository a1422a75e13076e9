const DIGITS = "零一二三四五六七八九";

export interface Call {
  /** As printed: `Z003`. */
  readonly number: string;
  /** As configured: `3号窗口`. */
  readonly windowName: string;
}

/**
 * What is said, phrase by phrase: `请 Z 零零三号` and `到 3号窗口 办理`. Two phrases, because a window's is the same all
 * year and a number's the same every day: few need making. Letters stand alone and digits are words, so that each is
 * read one by one and not as a number.
 */
export function phrasesOf({ number, windowName }: Call): readonly [string, string] {
  const spoken = [...plain(number)]
    .map((c) => DIGITS[/\d/.test(c) ? Number(c) : -1] ?? ` ${c} `)
    .join("")
    .replace(/\s+/g, " ")
    .trim();
  return [`请 ${spoken}号`, `到 ${plain(windowName)} 办理`];
}

/** Recorded clips of a call, in order: names of files without `.wav`. `windowClips` says how the window is recorded. */
export function clipsOf({ number, windowName }: Call, recorded: ReadonlySet<string>): readonly string[] {
  return [
    "请",
    ...plain(number).toUpperCase(),
    "号",
    "到",
    ...windowClips(plain(windowName), recorded),
    "办理",
  ];
}

/** A clip of the whole name, else `3号窗口` digit by digit and `号窗口`. */
function windowClips(name: string, recorded: ReadonlySet<string>): readonly string[] {
  const digits = /^(\d+)号窗口$/.exec(name)?.[1];
  return recorded.has(name) || digits === undefined ? [name] : [...digits, "号窗口"];
}

/** Letters, digits and Chinese only: nothing that a synthesiser takes for markup, nor a file system for a path. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[^\p{Script=Han}\p{L}\p{N}]/gu, "")
    .slice(0, 40);
}
