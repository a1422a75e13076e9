// Twilio's error codes that a hall meets, in words for its staff (twilio.com/docs/api/errors).

const REASONS: Readonly<Record<string, string>> = {
  14107: "短信发送过快，网关限流",
  20003: "短信账号或密钥有误",
  20005: "短信账号未启用",
  20429: "短信网关限流",
  21211: "手机号码无效",
  21214: "该手机号码无法接收短信",
  21217: "手机号码格式有误",
  21408: "短信账号未开通该地区",
  21601: "发送号码不支持短信",
  21602: "短信内容为空",
  21603: "未设置发送号码",
  21605: "短信内容过长",
  21606: "发送号码不属于该账号或不可用",
  21608: "试用账号只能发给已验证的号码",
  21610: "该手机号码已退订短信",
  21611: "发送队列已满",
  21612: "该号码之间无法发送短信",
  21614: "不是可接收短信的手机号码",
  21617: "短信内容过长",
  21659: "发送号码不可用",
  30001: "发送队列已满",
  30002: "短信账号已停用",
  30003: "手机关机或不在服务区",
  30004: "手机拒收短信",
  30005: "空号或号码不存在",
  30006: "固定电话，无法接收短信",
  30007: "短信被运营商拦截",
  30008: "运营商未说明原因",
  30009: "短信部分内容丢失",
  30034: "发送号码未备案",
};

/** Codes that pass by themselves although their HTTP status says otherwise. */
const PASSING = new Set(["14107", "20429", "21611", "30001"]);

/** The Chinese reason of a Twilio error code; an unknown one is given with its number. */
export function twilioReason(code: string): string {
  const known = REASONS[code];
  return known ? `${known}（${code}）` : `短信网关拒绝（${code}）`;
}

/** Whether another try could succeed, by HTTP status and Twilio code. */
export function isPassing(status: number, code: string): boolean {
  return PASSING.has(code) || status === 408 || status === 425 || status === 429 || status >= 500;
}
