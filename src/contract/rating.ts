import { z } from "zod";
import { ticketId, windowId } from "./ids.ts";

/** Five levels of 好差评: 5 非常满意 4 满意 3 基本满意 2 不满意 1 非常不满意. */
export const RATING_LABELS = {
  5: "非常满意",
  4: "满意",
  3: "基本满意",
  2: "不满意",
  1: "非常不满意",
} as const;

/** Reasons a citizen may tick (evalDetail codes, matters-and-cases.md). */
export const RATING_REASONS: Readonly<Record<1 | 2 | 3 | 4 | 5, readonly { code: string; text: string }[]>> =
  {
    5: [
      { code: "510", text: "一窗受理一次办结" },
      { code: "511", text: "可以先受理后补材料" },
      { code: "512", text: "不用提交证明" },
      { code: "517", text: "服务热情效率高" },
    ],
    4: [
      { code: "408", text: "一张清单告知全部申报材料" },
      { code: "411", text: "跑大厅一次办完" },
      { code: "412", text: "可以使用自助机办理" },
      { code: "413", text: "服务态度较好" },
    ],
    3: [
      { code: "307", text: "一次性告知需要补正的材料" },
      { code: "309", text: "在承诺的时间内办结" },
      { code: "313", text: "跑动次数与承诺的一致" },
      { code: "314", text: "服务态度一般" },
    ],
    2: [
      { code: "208", text: "没有提供材料清单" },
      { code: "209", text: "未在承诺时间内办结" },
      { code: "213", text: "窗口人员业务不熟练" },
      { code: "214", text: "服务态度生硬" },
    ],
    1: [
      { code: "108", text: "在办事指南之外增加新的审批条件" },
      { code: "109", text: "需提供办事指南之外的申报材料" },
      { code: "113", text: "多头跑窗口和部门" },
      { code: "115", text: "服务态度差效率低" },
    ],
  };

export const giveRating = z
  .object({
    score: z.int().min(1).max(5),
    reasons: z.array(z.string().max(20)).max(20).optional(),
    comment: z.string().max(500).optional(),
  })
  .meta({ id: "GiveRating" });
export type GiveRating = z.infer<typeof giveRating>;

/** What the touch rater at a window shows. */
export const raterView = z
  .object({
    window: z.object({ id: windowId, name: z.string() }),
    staff: z.string().nullable(),
    asking: z
      .object({ ticket: ticketId, number: z.string(), until: z.iso.datetime({ offset: true }) })
      .nullable(),
    version: z.int(),
  })
  .meta({ id: "Rater" });
export type RaterView = z.infer<typeof raterView>;
