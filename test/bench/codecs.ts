import { BoardReplyParser, encodeShow } from "../../src/devices/protocols/a090.ts";
import { Aabb5154AnswerParser, encodeProbe, encodeText } from "../../src/devices/protocols/aabb5154.ts";
import { encodeAlpha, stringCommand } from "../../src/devices/protocols/alpha.ts";
import { BootKeyboard } from "../../src/devices/protocols/boot-keyboard.ts";
import { encodeDynamic, encodePing } from "../../src/devices/protocols/bx5k.ts";
import { BxAnswerParser } from "../../src/devices/protocols/bx5k-answers.ts";
import { encodeLines } from "../../src/devices/protocols/cd5220.ts";
import { encodeDocument } from "../../src/devices/protocols/escpos.ts";
import { createStatusReader, requestStatus } from "../../src/devices/protocols/escpos-status.ts";
import { encodeFf68, Ff68Parser } from "../../src/devices/protocols/ff68.ts";
import { gbkCharacters } from "../../src/devices/protocols/gbk.ts";
import { encodeNumber } from "../../src/devices/protocols/led8.ts";
import { encodeWriteMultiple, encodeWriteSingle } from "../../src/devices/protocols/modbus.ts";
import { ModbusFrameParser } from "../../src/devices/protocols/modbus-frames.ts";
import { NoAnswers } from "../../src/devices/protocols/no-answers.ts";
import { ScanLines } from "../../src/devices/protocols/scan-lines.ts";
import { createSdtParser, encodeSdt } from "../../src/devices/protocols/sdt.ts";
import { parseCard } from "../../src/devices/protocols/sdt-card.ts";
import { askStatusFrame, speakFrame, TtsReplies } from "../../src/devices/protocols/xf-tts.ts";
import { type Figure, figure } from "./figures.ts";

type Work = readonly (readonly [what: string, run: () => unknown])[];

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** Frames a second of every protocol: as the hall writes them, and as it reads what devices say. */
export function benchCodecs(forMs: number): Figure[] {
  return [...boards(), ...keysAndPrinters(), ...desks()].map(([what, run]) =>
    figure(`${what}, a second`, perSecond(run, forMs).toLocaleString("en")),
  );
}

function boards(): Work {
  const a090 = new BoardReplyParser();
  const aabb = new Aabb5154AnswerParser();
  const bx = new BxAnswerParser();
  const modbus = new ModbusFrameParser();
  const silent = new NoAnswers();
  const [reply, heard] = [hex("A090 01 A5 AA"), hex("1B")];
  const written = hex("01 06 00 00 00 7B C9 E9");
  const junk = hex("1B51410D");
  const answer = hex("A5A5A5A5A5A5A5A5 0080feff 000000000000 fe02 0500 a000000000 14ac 5a");
  const look = { effect: 11, speed: 5, delay: 0, valid: 63 };
  const text = "请A001到3号窗口";
  const area = { width: 128, height: 32, displayMode: 1, text: Buffer.concat(gbkCharacters(text)) };
  return [
    ["a090 encode 请A001到3号窗口", () => encodeShow(3, [{ text, colour: "red" }])],
    ["a090 parse answer", () => a090.push(reply)],
    ["aabb5154 encode 请A001到3号窗口", () => encodeText(1, "xor", look, { text, colour: "red" })],
    ["aabb5154 encode probe", () => encodeProbe(1)],
    ["aabb5154 parse answer", () => aabb.push(heard)],
    ["bx5k encode 请A001到3号窗口 (escaped, CRC)", () => encodeDynamic(1, area)],
    ["bx5k encode ping", () => encodePing(1)],
    ["bx5k parse answer", () => bx.push(answer)],
    ["alpha encode A001", () => encodeAlpha(0, true, [stringCommand("1", "A001")])],
    ["cd5220 encode two lines", () => encodeLines("A001", "3", false)],
    ["led8 encode 001", () => encodeNumber("001", 1, false)],
    ["alpha, cd5220, led8: 4 stray bytes counted (they answer nothing)", () => silent.push(junk)],
    ["modbus-number encode one register", () => encodeWriteSingle(1, 0, 123)],
    ["modbus-number encode four registers", () => encodeWriteMultiple(1, 0, [123, 65, 3, 2])],
    ["modbus-number parse answer", () => modbus.push(written)],
  ];
}

function keysAndPrinters(): Work {
  const ff68 = new Ff68Parser();
  const press = encodeFf68({ address: 1, func: 1, data: [0x0c] });
  const status = createStatusReader();
  const [dleEot, asb] = [hex("12"), hex("10000000")];
  const keyboard = new BootKeyboard({ framed: true });
  const [down, up] = [hex("0000580000000000"), hex("0000000000000000")];
  const slip = {
    title: "取号小票",
    lines: [
      { kind: "text", text: "A001", align: "center", width: 3, height: 3 },
      { kind: "pair", left: "综合窗口", right: "前面 3 人" },
      { kind: "qr", data: "https://example.org/t/abcdefgh" },
      { kind: "feed", lines: 2 },
    ],
  } as const;
  const paper = { columns: 32, charset: "gbk", cut: "partial", status: "dle-eot" } as const;
  return [
    ["ff68 encode display", () => encodeFf68({ address: 1, func: 2, data: [0x0a, 0x0a, 0x0a, 0, 0, 7] })],
    ["ff68 parse press", () => ff68.push(press)],
    ["HID keypad, rater, scanner: parse press and release", () => [keyboard.push(down), keyboard.push(up)]],
    ["escpos encode a slip with QR", () => encodeDocument(slip, paper, noGlyphs)],
    ["escpos encode DLE EOT", () => requestStatus(4)],
    ["escpos parse DLE EOT answer", () => status.push(dleEot)],
    ["escpos parse ASB", () => status.push(asb)],
  ];
}

const noGlyphs = () => {
  throw new Error("every sign of this slip is in the font");
};

/** What stands on desks: card readers, scanners, the voice. */
function desks(): Work {
  const card = createSdtParser();
  const none = createSdtParser();
  const scan = new ScanLines();
  const replies = new TtsReplies();
  const [noCard, idle] = [hex("AAAAAA9669 0004 00 00 80 84"), hex("4F")];
  const read = cardAnswer();
  const code = Buffer.from("https://hall.example.org/t/abcdefghijkl\r");
  const gbk = { encoding: "gbk", checksum: "none" } as const;
  const say = "请A001号到3号窗口办理";
  return [
    ["sdt encode", () => encodeSdt("find")],
    ["sdt parse no card", () => none.push(noCard)],
    [
      "sdt parse a whole card (1295 bytes) and its fields",
      () => card.push(read).map(({ data }) => parseCard(data, false)),
    ],
    ["serial scanner parse a 39-character code", () => scan.push(code)],
    ["xf-tts encode 请A001号到3号窗口办理", () => speakFrame(say, gbk)],
    ["xf-tts encode question", () => askStatusFrame(gbk)],
    ["xf-tts parse answer", () => replies.push(idle)],
  ];
}

/** A read answer as the manual has it: status, lengths, 256 bytes of text, 1024 of photo, XOR. */
function cardAnswer(): Buffer {
  const text = Buffer.alloc(256, Buffer.from(" ", "utf16le"));
  text.write("张三", 0, "utf16le");
  text.write("11010519491231002X", 122, "utf16le");
  const body = Buffer.concat([hex("0508 0000 90 0100 0400"), text, Buffer.alloc(1024, 0x57)]);
  const sum = body.reduce((xor, byte) => xor ^ byte, 0);
  return Buffer.concat([hex("AAAAAA9669"), body, Buffer.from([sum])]);
}

function perSecond(run: () => unknown, forMs: number): number {
  for (let i = 0; i < 2_000; i++) run();
  const begin = performance.now();
  let done = 0;
  let now = begin;
  while (now - begin < forMs) {
    for (let i = 0; i < 500; i++) run();
    done += 500;
    now = performance.now();
  }
  return Math.round((done * 1_000) / (now - begin));
}
