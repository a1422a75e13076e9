import type { PrintDocument, PrintOutcome } from "../contract/print.ts";
import { PRINT_TROUBLE_TEXT } from "../contract/print.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import type { SlipPreview, SlipTemplate } from "../contract/slip-template.ts";
import { configuredTemplate, type SlipContent, slipDocument } from "../documents/slip.ts";
import type { SlipDesk } from "../http/slip-desk.ts";
import { HallError, refuse } from "../kernel/errors.ts";
import type { HallCore } from "./hall-core.ts";
import { printerName, printersOf } from "./printers.ts";

type Paper = Pick<ReturnType<typeof printersOf>[number], "columns" | "charset">;

export interface SlipDeskNeeds {
  readonly core: HallCore;
  readonly statusUrl: (token: string) => string;
  readonly preview: (document: PrintDocument, paper: Paper) => Promise<SlipPreview["lines"]>;
  readonly print: (printer: string, document: PrintDocument) => Promise<PrintOutcome>;
}

/** The template in force: the newest a manager saved, or the config's. */
export function templateInForce({ config, store }: Pick<HallCore, "config" | "store">): SlipTemplate {
  return store.slipTemplates.latest()?.template ?? configuredTemplate(config.slip);
}

export function createSlipDesk({ core, statusUrl, preview, print }: SlipDeskNeeds): SlipDesk {
  const { config, store, calendar, clock, turns } = core;
  const state: SlipDesk["state"] = () => {
    const kept = store.slipTemplates.latest();
    return {
      template: templateInForce(core),
      fallback: configuredTemplate(config.slip),
      changed: kept && { at: calendar.iso(kept.at), by: nameOf(core, kept.actor) },
      printers: printersOf(config).map(({ id, columns }) => ({ id, name: printerName(config, id), columns })),
    };
  };
  /** A person sees how the longest usual texts wrap, not the shortest. */
  const sample = (over: Pick<SlipContent, "green" | "reprint">): SlipContent => ({
    hall: config.hall.name,
    number: `${config.sectors[0]?.prefix ?? "A"}128`,
    sector: config.sectors[0]?.name ?? "综合受理",
    zone: core.zoneOf(config.sectors[0]?.id ?? ""),
    likelyWindow: config.windows[0]?.name ?? null,
    bound: false,
    batch: null,
    legs: [],
    ahead: 12,
    estimate: { minutes: 25, upTo: 40 },
    slot: null,
    issuedAt: calendar.local(clock.now()),
    statusUrl: statusUrl("sample-sample-sample-00"),
    ...over,
  });
  const withLogo = <T>(make: () => T): T | Refusal => {
    try {
      return make();
    } catch (error) {
      if (error instanceof HallError && error.code === "logo.unreadable")
        return refuse("slip.logo", error.message);
      throw error;
    }
  };
  return {
    state,
    save: async (template, actor) => {
      // Drawn once before it is kept: a logo that can't be read would spoil every slip after it.
      const drawn =
        template && withLogo(() => slipDocument(sample({ green: true, reprint: true }), template, 48));
      if (drawn && "refused" in drawn) return drawn;
      await turns.write(() => store.slipTemplates.put({ at: clock.now(), actor, template }));
      return state();
    },
    preview: async (template, { columns, ...over }) => {
      const document = withLogo(() => slipDocument(sample(over), template, columns));
      if ("refused" in document) return document;
      const charset = printersOf(config).find((p) => p.columns === columns)?.charset ?? "gbk";
      return { columns, lines: await preview(document, { columns, charset }) };
    },
    test: async (template, id) => {
      const printer = printersOf(config).find((p) => p.id === id);
      if (!printer) return refuse("printer.none", `没有打印机${id}`);
      const slip = sample({ green: false, reprint: false });
      const document = withLogo(() => slipDocument(slip, template, printer.columns));
      if ("refused" in document) return document;
      const mark = { kind: "text", text: "【样张，不能用来排队】", align: "center", bold: true } as const;
      const outcome = await print(id, { ...document, lines: [mark, ...document.lines] });
      return outcome.printed
        ? { printed: true, reason: null }
        : { printed: false, reason: PRINT_TROUBLE_TEXT[outcome.trouble] };
    },
  };
}

function nameOf({ config }: HallCore, actor: Actor): string {
  if (actor.kind === "staff") return config.staff.find((s) => s.id === actor.id)?.name ?? actor.id;
  return actor.kind === "admin" ? "管理员" : actor.kind;
}
