import { type Finding, type Rule, warning } from "./draft.ts";

/** FF 68 | L | L | 68 | address | func | data (L-2) | sum | 16 (docs/devices/ff68.md). */
const HEAD = "ff68";
const AROUND = 7;

/** A question that is typed from a maker's sheet and has this protocol's form should be right in it: a keypad ignores others. */
export const rightPolls: Rule = (draft) =>
  (draft.devices ?? []).flatMap(({ at, fields }): Finding[] => {
    if (fields.role !== "keypad" || !("poll" in fields) || !fields.poll) return [];
    const { frame, idle } = fields.poll;
    return [
      ...problems(frame, fields.address),
      ...(idle === undefined ? [] : problems(idle, fields.address)),
    ].map(([chinese, english]) => warning(["devices", at, "poll"], `轮询的帧${chinese}（${english}）`));
  });

function problems(hex: string, address: number | undefined): readonly (readonly [string, string])[] {
  const bytes = Buffer.from(hex.replaceAll(/\s/g, ""), "hex");
  if (!bytes.toString("hex").startsWith(HEAD)) return [];
  const length = bytes[2] ?? 0;
  if (bytes.length !== length + AROUND || bytes[3] !== length)
    return [
      [
        `长度不对：第 3、4 字节应为 ${bytes.length - AROUND}`,
        `its length bytes should be ${bytes.length - AROUND}`,
      ],
    ];
  const body = bytes.subarray(5, 5 + length);
  const sum = body.reduce((total, byte) => total + byte, 0) & 0xff;
  const word = sum.toString(16).toUpperCase().padStart(2, "0");
  return [
    ...(address !== undefined && body[0] !== address
      ? [
          [
            `地址是 ${body[0]}，设备的地址是 ${address}`,
            `its address is ${body[0]}, the device's is ${address}`,
          ] as const,
        ]
      : []),
    ...(bytes[5 + length] === sum ? [] : [[`的和应为 ${word}`, `its sum should be ${word}`] as const]),
  ];
}
