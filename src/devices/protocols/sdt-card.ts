import type { IdCard } from "../../contract/id-card.ts";

// The text of a card as a SAM-V module gives it: 256 bytes UTF-16LE in fixed fields (protocols.md 4), and behind it the
// photo as WLT, whose codec is closed: kept as it is or dropped.

const LENGTHS = 4;
const TEXT = 256;
/** 港澳台居民居住证 and 外国人永久居留身份证 say in the reserve what they are. */
const KIND_AT = 248;
const SEXES: Readonly<Record<string, string>> = { "0": "未知", "1": "男", "2": "女", "9": "未说明" };
/** GB/T 3304, in the order of its two-digit codes from 01. */
const NATIONS =
  "汉,蒙古,回,藏,维吾尔,苗,彝,壮,布依,朝鲜,满,侗,瑶,白,土家,哈尼,哈萨克,傣,黎,傈僳,佤,畲,高山,拉祜,水,东乡,纳西,景颇,柯尔克孜,土,达斡尔,仫佬,羌,布朗,撒拉,毛南,仡佬,锡伯,阿昌,普米,塔吉克,怒,乌孜别克,俄罗斯,鄂温克,德昂,保安,裕固,京,塔塔尔,独龙,鄂伦春,赫哲,门巴,珞巴,基诺".split(
    ",",
  );
const OTHER_NATIONS: Readonly<Record<string, string>> = { "97": "其他", "98": "外国血统" };

/** The card in a read answer's data; null when lengths or fields can't be a card's. */
export function parseCard(data: Buffer, keepPhoto: boolean): IdCard | null {
  if (data.length < LENGTHS) return null;
  const textLength = data.readUInt16BE(0);
  const photoLength = data.readUInt16BE(2);
  if (textLength !== TEXT || data.length < LENGTHS + textLength + photoLength) return null;
  const text = data.subarray(LENGTHS, LENGTHS + textLength);
  const photo = data.subarray(LENGTHS + textLength, LENGTHS + textLength + photoLength);
  const fields = fieldsOf(text);
  if (fields === null || fields.name === "" || fields.idNumber === "") return null;
  return { ...fields, photo: keepPhoto && photo.length > 0 ? Buffer.from(photo) : null };
}

function fieldsOf(text: Buffer): Omit<IdCard, "photo"> | null {
  switch (field(text, KIND_AT, 2)) {
    case "I":
      return foreigner(text);
    case "J":
      return { ...resident(text), document: "residence-permit", nation: "" };
    case "Y":
      // The layout of the 2023 card is not known to us; its clerk types it.
      return null;
    default:
      return resident(text);
  }
}

function resident(text: Buffer): Omit<IdCard, "photo"> {
  const nation = field(text, 32, 4);
  return {
    document: "resident",
    name: field(text, 0, 30),
    sex: SEXES[field(text, 30, 2)] ?? "未知",
    nation: NATIONS[Number(nation) - 1] ?? OTHER_NATIONS[nation] ?? "",
    birth: date(field(text, 36, 16)),
    address: field(text, 52, 70),
    idNumber: field(text, 122, 36).toUpperCase(),
    issuer: field(text, 158, 30),
    validFrom: date(field(text, 188, 16)),
    validTo: date(field(text, 204, 16)),
  };
}

function foreigner(text: Buffer): Omit<IdCard, "photo"> {
  const chinese = field(text, 158, 30);
  return {
    document: "foreigner",
    name: chinese === "" ? field(text, 0, 120) : chinese,
    sex: SEXES[field(text, 120, 2)] ?? "未知",
    nation: field(text, 152, 6),
    birth: date(field(text, 220, 16)),
    address: "",
    idNumber: field(text, 122, 30).toUpperCase(),
    issuer: "",
    validFrom: date(field(text, 188, 16)),
    validTo: date(field(text, 204, 16)),
  };
}

/** YYYYMMDD as 2026-11-23; null for 长期 and for anything else. */
function date(text: string): string | null {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]}` : null;
}

function field(text: Buffer, at: number, bytes: number): string {
  return text
    .subarray(at, at + bytes)
    .toString("utf16le")
    .replaceAll("\0", "")
    .trim();
}
