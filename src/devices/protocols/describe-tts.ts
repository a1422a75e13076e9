import type { Described } from "./described.ts";
import { spokenIn, TTS_ORDERS, TTS_REPLIES, type TtsDialect, type TtsReply } from "./xf-tts.ts";

const REPLY_WORDS: Readonly<Record<TtsReply, string>> = {
  ready: "上电就绪",
  ok: "收到",
  failed: "出错",
  busy: "播报中",
  idle: "空闲",
};

/** What a speech module is told to say, and its one-byte answers. */
export function describeTts(
  bytes: Buffer,
  way: "out" | "in",
  checksum: TtsDialect["checksum"],
): readonly Described[] {
  if (way === "out") return [{ address: null, meaning: `语音模块：${told(bytes, checksum)}` }];
  const words = [...bytes].flatMap((byte) => {
    const reply = TTS_REPLIES[byte];
    return reply === undefined ? [] : [REPLY_WORDS[reply]];
  });
  return words.length === 0 ? [] : [{ address: null, meaning: `语音模块应答：${words.join("、")}` }];
}

function told(frame: Buffer, checksum: TtsDialect["checksum"]): string {
  switch (frame[3]) {
    case TTS_ORDERS.speak:
      return `播报“${spokenIn(frame, checksum)}”`;
    case TTS_ORDERS.stop:
      return "停止";
    case TTS_ORDERS.ask:
      return "问状态";
    default:
      return `命令 ${frame.subarray(3, 4).toString("hex").toUpperCase()}`;
  }
}
