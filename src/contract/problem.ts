import { z } from "zod";

/**
 * Every refusal the hall can give: stable code, HTTP status, and what a person may be told (Chinese first).
 * Callers test the code, never the text. Wire form is RFC 9457 `application/problem+json`.
 */
export const PROBLEMS = {
  "request.malformed": { status: 400, title: "请求无法解析", english: "The request body is not valid JSON" },
  "request.invalid": {
    status: 400,
    title: "请求内容有误",
    english: "The request is not valid; see problems",
  },
  "request.too-large": { status: 413, title: "请求过大", english: "The request body is too large" },
  "request.media-type": { status: 415, title: "请求须为 JSON", english: "The body must be application/json" },
  "route.unknown": { status: 404, title: "没有这个地址", english: "No such address" },
  "route.method": { status: 405, title: "此地址不支持该方法", english: "Method not allowed here" },
  "auth.missing": { status: 401, title: "请先登录", english: "Sign in first" },
  "auth.invalid": {
    status: 401,
    title: "登录已失效或凭证有误",
    english: "The credential is wrong or has expired",
  },
  "auth.forbidden": { status: 403, title: "没有权限", english: "Not allowed for this sign-in" },
  "auth.locked": {
    status: 429,
    title: "尝试次数过多，请稍后再试",
    english: "Too many attempts; wait a while",
  },
  "phone.invalid": { status: 400, title: "手机号码有误", english: "Not a mainland mobile number" },
  "phone.limit": {
    status: 409,
    title: "该手机号取号已达上限",
    english: "This phone already holds as many tickets as allowed",
  },
  "queue.full": { status: 409, title: "号已取完", english: "No numbers are left in this sector now" },
  "queue.no-window": {
    status: 409,
    title: "该板块今天已无窗口办理",
    english: "No window serves this sector any more today",
  },
  "matter.no-window": {
    status: 409,
    title: "今天没有窗口能办这个事项",
    english: "No window can do this matter today",
  },
  "count.batch": {
    status: 409,
    title: "件数多，今天没有批量窗口办理",
    english: "So many like cases need a batch window, and none works any more today",
  },
  "queue.too-late": {
    status: 409,
    title: "今天可能来不及办理",
    english: "This number could hardly be served before closing",
  },
  "identity.required": {
    status: 409,
    title: "该板块须实名取号",
    english: "This sector needs an identity document",
  },
  "identity.limit": {
    status: 409,
    title: "该证件今天取号已达上限",
    english: "This identity has taken as many numbers as a day allows",
  },
  "identity.cool-down": {
    status: 409,
    title: "多次过号未办，暂不能取号",
    english: "No number for some days after repeated no-shows",
  },
  "identity.none": {
    status: 409,
    title: "该号不是实名取号",
    english: "This number was taken without an identity document",
  },
  "override.reason-required": {
    status: 422,
    title: "人工放行须写明原因",
    english: "Going past a limit needs a reason",
  },
  "green.off": {
    status: 409,
    title: "不能在此自选绿色通道",
    english: "The green channel is not offered here",
  },
  "green.none": {
    status: 409,
    title: "该号不是绿色通道",
    english: "This ticket is not in the green channel",
  },
  "card.unknown": {
    status: 409,
    title: "证件信息已失效，请重新刷证件",
    english: "No such document here, or its time is over; read it again",
  },
  "ticket.ambiguous": {
    status: 409,
    title: "有几个号以此结尾，请在窗口页面上选择",
    english: "Several tickets have these digits",
  },
  "time.past": { status: 409, title: "这个时间已经过了", english: "That time has passed" },
  "queue.unknown": { status: 404, title: "没有这个板块", english: "No such sector" },
  "queue.not-at-kiosk": {
    status: 409,
    title: "此取号机不办理该板块",
    english: "This kiosk does not serve that sector",
  },
  "matter.unknown": { status: 404, title: "没有这个事项", english: "No such matter" },
  "appointment.unknown": { status: 404, title: "没有这个预约", english: "No such appointment" },
  "appointment.off": { status: 409, title: "暂不接受预约", english: "This hall takes no appointments" },
  "appointment.no-slot": { status: 409, title: "没有这个预约时段", english: "No such slot, or not open yet" },
  "appointment.full": { status: 409, title: "该时段已约满", english: "The slot is full" },
  "appointment.too-late": { status: 409, title: "已过时限", english: "Too late for that" },
  "appointment.too-early": { status: 409, title: "还没到取号时间", english: "Too early to check in" },
  "appointment.limit": {
    status: 409,
    title: "该手机号预约已达上限",
    english: "This phone holds as many appointments as allowed",
  },
  "appointment.cool-down": {
    status: 409,
    title: "多次预约未到，暂不能预约",
    english: "No appointments for some days after repeated no-shows",
  },
  "appointment.wrong-state": {
    status: 409,
    title: "该预约当前状态不能这样操作",
    english: "The appointment's state does not allow this",
  },
  "appointment.exists": {
    status: 409,
    title: "该预约已存在，内容不同",
    english: "This pushed appointment exists with other content; a change needs a greater version",
  },
  "code.wrong": { status: 422, title: "验证码不对或已过期", english: "The code is wrong or too old" },
  "code.too-often": { status: 429, title: "操作太频繁，请稍后再试", english: "Too often; wait a while" },
  "sms.off": { status: 409, title: "本大厅没有开通短信", english: "This hall sends no SMS" },
  "sms.failed": { status: 503, title: "短信没有发出", english: "The SMS could not be sent" },
  "kiosk.unknown": { status: 404, title: "没有这台取号机", english: "No such kiosk" },
  "screen.unknown": { status: 404, title: "没有这块屏", english: "No such screen" },
  "device.unknown": { status: 404, title: "没有这个设备", english: "No such device" },
  "device.cannot": { status: 409, title: "这个设备不能这样做", english: "This device cannot do that" },
  "hall.closed": { status: 409, title: "大厅未到取号时间", english: "The hall is closed" },
  "hall.stopping": { status: 503, title: "系统正在停止，请稍后再试", english: "The server is stopping" },
  "ticket.unknown": { status: 404, title: "没有这个号", english: "No such ticket" },
  "ticket.leg-unknown": {
    status: 409,
    title: "这次办事没有这一项，或已办完",
    english: "The visit has no such leg to come",
  },
  "ticket.wrong-state": {
    status: 409,
    title: "该号当前状态不能这样操作",
    english: "The ticket's state does not allow this",
  },
  "ticket.not-served-here": {
    status: 409,
    title: "该窗口不能办理此号",
    english: "This window does not serve that ticket",
  },
  "ticket.not-missed": {
    status: 409,
    title: "该号没有过号，或已不能重排",
    english: "This number did not miss a call, or can't rejoin any more",
  },
  "ticket.tail-wrong": {
    status: 409,
    title: "手机尾号不对",
    english: "The last four digits of the phone do not match",
  },
  "ticket.rejoin-limit": {
    status: 409,
    title: "过号重排次数已用完",
    english: "No more rejoining for this ticket",
  },
  "visit.unknown": { status: 404, title: "没有这次办事记录", english: "No such visit" },
  "window.unknown": { status: 404, title: "没有这个窗口", english: "No such window" },
  "window.closed": { status: 409, title: "窗口未开放", english: "The window is closed" },
  "window.open": { status: 409, title: "窗口已开放", english: "The window is already open" },
  "window.taken": { status: 409, title: "窗口已有他人在岗", english: "Another clerk holds this window" },
  "window.not-yours": { status: 403, title: "您不在该窗口", english: "You do not hold this window" },
  "window.busy": { status: 409, title: "窗口正在办理", english: "The window is busy" },
  "window.paused": { status: 409, title: "窗口已暂停", english: "The window is paused" },
  "window.not-paused": { status: 409, title: "窗口未暂停", english: "The window is not paused" },
  "window.no-ticket": { status: 409, title: "窗口当前没有叫号", english: "No ticket at this window" },
  "window.no-target": { status: 409, title: "未设置转号去向", english: "No transfer target is configured" },
  "plan.unknown": { status: 404, title: "没有这个计划", english: "No such plan for this window today" },
  "plan.overlap": {
    status: 409,
    title: "和已有的安排重叠",
    english: "It overlaps another plan or a break of the rota",
  },
  "plan.too-late": {
    status: 409,
    title: "那时大厅已下班",
    english: "The hall is closed by then",
  },
  "plan.begun": {
    status: 409,
    title: "计划已经开始，不能撤销",
    english: "It has begun; resume or open the window instead",
  },
  "staff.unknown": { status: 404, title: "没有这个工作人员", english: "No such member of staff" },
  "staff.elsewhere": { status: 409, title: "您已在其他窗口", english: "You already hold another window" },
  "idempotency.mismatch": {
    status: 422,
    title: "同一请求键用于不同内容",
    english: "This Idempotency-Key was used with another body",
  },
  "rating.not-due": { status: 409, title: "当前不能评价", english: "No rating is due for this ticket" },
  "rating.given": { status: 409, title: "已评价", english: "This service has been rated" },
  "case.unknown": { status: 404, title: "没有这个办件", english: "No such case" },
  "case.wrong-state": {
    status: 409,
    title: "办件当前状态不能这样操作",
    english: "The case's state does not allow this",
  },
  "case.not-serving": { status: 409, title: "该号未在窗口办理", english: "The ticket is not being served" },
  "case.material-missing": { status: 409, title: "缺少必需材料", english: "A required material is missing" },
  "case.material-not-deferrable": {
    status: 409,
    title: "该材料不可容缺",
    english: "This material can't be deferred",
  },
  "case.material-unknown": {
    status: 422,
    title: "事项没有这份材料",
    english: "The matter has no such material",
  },
  "case.corrected-once": {
    status: 409,
    title: "补正告知只能一次",
    english: "A correction notice may be given only once",
  },
  "case.correction-incomplete": {
    status: 409,
    title: "补正告知须一次列全",
    english: "The notice must list everything missing",
  },
  "applicant.id-invalid": {
    status: 422,
    title: "证件号码校验不通过",
    english: "The identity number's check digit is wrong",
  },
  "slip.logo": { status: 422, title: "标志图片不能用", english: "The logo can't be used" },
  "printer.none": { status: 409, title: "没有可用的打印机", english: "No printer to print on" },
  "voice.none": {
    status: 404,
    title: "没有这段语音",
    english: "No such announcement, or no voice; use the chime",
  },
  "virtual-hall.absent": { status: 409, title: "未使用虚拟大厅", english: "No virtual hall is configured" },
  "shadow.no-calls": { status: 409, title: "这一天没有叫过号", english: "Nobody was called on that day" },
  "shadow.too-large": {
    status: 409,
    title: "这一天人数过多，无法重演",
    english: "Too many people to play the day",
  },
  "what-if.impossible": {
    status: 409,
    title: "这样改不了",
    english: "The hall does not allow that change now",
  },
  "rota.closed": { status: 409, title: "这一天大厅不开放", english: "The hall is closed on that day" },
  "rota.no-days": { status: 409, title: "还没有可参考的日子", english: "No past day to go by yet" },
  "planning.busy": {
    status: 503,
    title: "正在推演，请稍后再试",
    english: "Busy with other questions; try again",
  },
  "planning.too-long": {
    status: 503,
    title: "推演时间过长，已停止",
    english: "Took too long and was stopped",
  },
  "day.unknown": { status: 404, title: "这一天没有记录", english: "Nothing is recorded of that day" },
  "day.future": { status: 404, title: "这一天还没有到", english: "That day has not come yet" },
  "day.outside": { status: 422, title: "不在这一天之内", english: "Not a moment or position of that day" },
  "server.fault": { status: 500, title: "系统故障，请联系管理员", english: "Something failed in the server" },
  "server.storage": { status: 503, title: "存储暂不可用，请重试", english: "The storage refused; try again" },
} as const satisfies Record<string, { status: number; title: string; english: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing wrong with the input: where, what stood there, and what is allowed. */
export const fieldProblem = z.object({
  path: z.string().meta({ description: "JSON path of the field, e.g. `materials[1].state`" }),
  message: z.string().meta({ description: "What is allowed" }),
  value: z
    .unknown()
    .optional()
    .meta({ description: "What was given, shortened; absent for secrets and phones" }),
});
export type FieldProblem = z.infer<typeof fieldProblem>;

/** RFC 9457 body of every answer outside 2xx. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().meta({ description: "Stable; test this, never the text" }),
  detail: z.string().optional(),
  problems: z.array(fieldProblem).optional(),
  nextOpening: z
    .string()
    .nullable()
    .optional()
    .meta({ description: "With hall.closed and queue.full: when numbers are given again" }),
  until: z
    .string()
    .optional()
    .meta({ description: "With identity.cool-down: the moment from which numbers are given again" }),
});
export type Problem = z.infer<typeof problem>;

/** A refusal inside the hall: expected, answered, never thrown. */
export interface Refusal {
  readonly refused: ProblemCode;
  readonly detail: string;
  readonly problems?: readonly FieldProblem[];
  /** With hall.closed, the next opening; with queue.full, the next band; epoch ms. */
  readonly nextOpening?: number | null;
  /** With identity.cool-down, its end, epoch ms. */
  readonly until?: number;
}
