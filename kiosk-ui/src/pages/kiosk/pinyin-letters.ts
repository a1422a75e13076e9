/** First letters of a name's pinyin, with the words' own readings (重庆 CQ, 行驶证 XSZ). Loaded when a list is long. */
export async function loadLetters(): Promise<(name: string) => string> {
  const { pinyin } = await import("pinyin-pro");
  return (name) =>
    pinyin(name, { pattern: "first", toneType: "none", type: "array", nonZh: "consecutive" })
      .join("")
      .toUpperCase()
      .replace(/[^A-Z]/g, "");
}
