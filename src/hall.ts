import path from "node:path";
import { createAuth } from "./auth/auth.ts";
import { mayJoin } from "./auth/rooms.ts";
import type { HallEvent } from "./contract/events.ts";
import { createDeviceHall } from "./devices/device-hall.ts";
import { EscposPrinter } from "./devices/drivers/printer/escpos-printer.ts";
import { GlyphSource } from "./devices/drivers/printer/glyphs.ts";
import { previewLines } from "./devices/drivers/printer/preview.ts";
import { systemPorts, transportOf } from "./devices/transport/open.ts";
import { createDisplays } from "./displays/displays.ts";
import { ForecastOutlook } from "./forecast/outlook.ts";
import { createForecastThread } from "./forecast/thread/forecast-thread.ts";
import type { Hall, HallNeeds } from "./hall/needs.ts";
import { createPrintWorker } from "./hall/print-worker.ts";
import { reachable } from "./hall/reachable.ts";
import { createTexting, smsOf } from "./hall/texting.ts";
import { startVirtualHall } from "./hall/virtual-hall.ts";
import { createHttp } from "./http/http.ts";
import { createMetrics } from "./http/metrics.ts";
import { createCalendar } from "./kernel/calendar.ts";
import { systemClock } from "./kernel/clock.ts";
import { systemRandom } from "./kernel/random.ts";
import { logCalls } from "./service/call-log.ts";
import { createHallService } from "./service/create-hall-service.ts";
import { demoGreeting, setDemoPasswords } from "./service/demo.ts";
import { createDeskInputs } from "./service/desk-inputs.ts";
import { createDeviceDesk, readdressedDevices } from "./service/device-desk.ts";
import { figuresOf } from "./service/figures.ts";
import { forecastReport, weighAnnouncing } from "./service/forecast-report.ts";
import { createForecaster } from "./service/forecaster.ts";
import { hallGreeting } from "./service/greeting.ts";
import { createCore, type HallCore } from "./service/hall-core.ts";
import { inputsOf } from "./service/inputs.ts";
import { mattersOf } from "./service/matters.ts";
import { MEMORY_SHAPE } from "./service/memory.ts";
import { wakes } from "./service/outboxes.ts";
import { createPlanning } from "./service/planning/planning.ts";
import { createReplayThread } from "./service/replay/replay-thread.ts";
import { roomView } from "./service/rooms.ts";
import { createSlipDesk } from "./service/slip-desk.ts";
import { devicePages, startView } from "./service/start-view.ts";
import { sendNow } from "./sms/send-now.ts";
import { openStore } from "./store/store.ts";
import { createEspeak } from "./voice/espeak.ts";
import { isSilent } from "./voice/silent-hours.ts";
import { createVoice } from "./voice/voice.ts";
import { phrasesOf } from "./voice/wording.ts";

/**
 * Wires the hall in the order of a visit: check-in and dispatcher in the core, then what shows, speaks, writes and
 * prints, then the doors. Throws HallError when the data can't be had or the port is taken; devices never hinder.
 */
export async function startHall(needs: HallNeeds): Promise<Hall> {
  const { config, demo, data, root, version, adminToken, log } = needs;
  const clock = systemClock;
  const random = systemRandom;
  const startedAt = clock.now();
  const calendar = createCalendar(config.hall);
  const store = openStore(data, {
    random,
    shape: MEMORY_SHAPE,
    // Only repeated no-shows are counted by phone across days.
    phoneKeys: config.sectors.some((s) => s.noShowCoolDown !== undefined),
  });
  const listen = config.listen ?? { host: "127.0.0.1", port: 8080 };
  const where = { host: listen.host, port: needs.port ?? listen.port, base: "" };
  const outside = () => config.publicUrl?.replace(/\/$/, "") ?? where.base;
  const statusUrl = (token: string) => `${outside()}/t/${token}`;

  // What each commit brings about, and what to do when a view changed without one; filled in below.
  let effects: (facts: readonly HallEvent[]) => void = () => {};
  let changed: () => void = () => {};
  let roomChanged: (kind: "kiosk" | "window", id: string) => void = () => {};
  const outlook = new ForecastOutlook();
  const core = createCore({
    config,
    outlook,
    matters: mattersOf(config, root),
    store,
    calendar,
    clock,
    random,
    log,
    statusUrl,
    onCommitted: (facts) => effects(facts),
  });

  const forecastThread = createForecastThread({ clock, log, program: null });
  const forecaster = createForecaster({
    ...core,
    outlook,
    thread: forecastThread,
    calibration: () => core.memory.states.statistics.told.calibration,
    log,
    onWeighed: (costs) => void weighAnnouncing(core, costs),
    onRefreshed: () => {
      core.forgetPicture();
      changed();
    },
  });

  const virtualHall = await startVirtualHall(needs, () => changed());
  const sms = smsOf(needs, virtualHall?.state().url);
  const voice = createVoice({
    config: config.voice,
    cacheFolder: path.join(data, "voice"),
    synthesiser: createEspeak(),
    calendar,
    clock,
    log,
  });

  const desk = createDeskInputs({
    clock,
    random,
    iso: calendar.iso,
    dayOf: calendar.day,
    codes: config.codes,
    identityKey: store.vault.identityKey,
    holderKey: (window) => {
      const ticket = core.windowView(window)?.ticket;
      return ticket ? store.vault.identityOf(ticket.id) : null;
    },
    numberOf: (token) => store.tickets.byToken(token)?.number ?? null,
    changed: (kind, id) => roomChanged(kind, id),
  });
  const service = createHallService(core, {
    desk,
    demo,
    version,
    startedAt,
    devices: () => devices.health(),
    sms: () => ({ provider: sms.name, state: sms.state, reason: sms.state === "off" ? sms.reason : null }),
    voice: () => voice.state(),
    virtualHall: () => virtualHall?.state() ?? null,
    bookUrl: () => `${outside()}/book`,
  });

  const glyphs = new GlyphSource({ log });
  const devices = createDeviceHall({
    lines: config.lines,
    devices: readdressedDevices(config.devices, store.deviceAddresses.all()),
    clock,
    log,
    iso: calendar.iso,
    connect: (line) =>
      transportOf(line, {
        virtualPort: (id) => virtualHall?.linePort(id) ?? null,
        ports: systemPorts(),
        clock,
      }),
    createPrinter: (printer) => new EscposPrinter({ ...printer, glyphs }),
    ...inputsOf(core, service, desk, log),
    speech: {
      text: (call) => phrasesOf(call).join(" "),
      silent: () => isSilent(config.voice.silent, calendar.clock(clock.now())),
    },
    onHealth: () => changed(),
  });

  const texting = createTexting({ core, config, sms, clock, log, onChanged: () => changed() });
  const printWorker = createPrintWorker({
    core,
    service,
    config,
    devices,
    statusUrl,
    clock,
    log,
    onChanged: () => changed(),
  });

  const planning = createPlanning(core, { data, root });
  const replay = createReplayThread({ config, data, root, clock });
  let ready = false;
  const auth = createAuth({
    store: store.auth,
    clock,
    random,
    staff: config.staff,
    adminToken,
    derivedPages: demo ? devicePages(config) : [],
  });
  const http = createHttp({
    service,
    auth,
    clock,
    log,
    version,
    metrics: createMetrics(figuresOf(core, service, devices)),
    codes: {
      off: () => (sms.state === "on" ? null : `大厅没有开通短信${sms.reason ? `（${sms.reason}）` : ""}`),
      send: (phone, text) => sendNow(sms, config.sms.signature, { phone, text }, log),
    },
    voice: {
      clip: async (announcement) => {
        const call = core.picture().calls.find((c) => c.announcement === announcement);
        if (!call) return null;
        const said = await voice.announcement({ number: call.number, windowName: call.window.name });
        if (said.kind === "silent") return { type: "silent", data: new Uint8Array() };
        return said.kind === "wav" ? { type: "audio/wav", data: said.bytes } : null;
      },
    },
    slips: createSlipDesk({
      core,
      statusUrl,
      preview: (document, paper) => previewLines(document, paper, glyphs),
      print: (printer, document) => devices.print(printer, document, { handed: () => {} }),
    }),
    planning,
    forecast: {
      report: (days) => forecastReport({ core, outlook, thread: forecastThread }, days),
    },
    replay,
    timeZone: config.hall.timeZone,
    staff: config.staff,
    uiFolder: path.join(root, "dist/kiosk-ui"),
    ready: () => ready,
    virtualHall,
    deviceDesk: createDeviceDesk({
      configured: config.devices,
      addresses: store.deviceAddresses,
      devices,
      clock,
      iso: calendar.iso,
    }),
    start: () =>
      startView({ config, demo, auth, adminToken, virtual: virtualHall !== null, newest: newestVisit(core) }),
  });
  const displays = createDisplays({
    httpServer: http.server,
    authorise: (room, token) => mayJoin(auth.identify, room, token),
    snapshot: (room) => roomView(service, room),
    log,
    clock,
  });
  roomChanged = (kind, id) => displays.changed(kind, id);
  changed = () => {
    for (const kind of ROOM_KINDS) displays.changed(kind);
  };

  effects = (facts) => {
    devices.show(core.picture());
    changed();
    logCalls(core, facts, log);
    if (wakes(facts, "message.requested", "booking.message")) texting.wake();
    if (wakes(facts, "print.requested")) printWorker.wake();
    if (facts.length > 0) forecaster.changed();
    for (const fact of facts) {
      if (fact.type === "rating.asked") devices.askRating(fact.data.window);
      if (fact.type === "rating.given" || fact.type === "rating.lapsed")
        devices.cancelRating(fact.data.window);
    }
  };

  const hasPassword = (staff: string) => store.auth.passwordHash(staff) !== null;
  if (demo) await setDemoPasswords(config, auth, hasPassword);
  const taken = core.start();
  log.info({ scope: "hall", ...taken }, "the journal is folded");
  // Before the doors open: its thread begins while they do, and the first who ask are told by it.
  forecaster.start();
  const port = await http.start(where).catch(async (error: unknown) => {
    forecaster.stop();
    await forecastThread.stop();
    await core.stop();
    await virtualHall?.stop();
    store.close();
    throw error;
  });
  where.base = `http://${reachable(where.host)}:${port}`;
  ready = true;
  const abort = new AbortController();
  devices.start();
  devices.show(core.picture());
  for (const [window] of core.memory.states.rating.asking) devices.askRating(window);
  displays.start();
  await texting.start(abort.signal);
  printWorker.start();
  const tick = setInterval(() => {
    core.forgetPicture();
    devices.show(core.picture());
    changed();
  }, MINUTES_EVERY_MS);
  tick.unref();

  return {
    url: `http://${where.host === "0.0.0.0" || where.host === "::" ? "127.0.0.1" : where.host}:${port}`,
    greeting: demo ? demoGreeting(config, adminToken) : hallGreeting(config, { adminToken, hasPassword }),
    stop: async () => {
      ready = false;
      clearInterval(tick);
      abort.abort();
      displays.stop();
      forecaster.stop();
      await http.stop();
      await Promise.all([texting.stop(), printWorker.stop()]);
      await forecastThread.stop();
      await devices.stop();
      await core.stop();
      await voice.stop();
      await planning.stop();
      await replay.stop();
      await virtualHall?.stop();
      store.close();
    },
  };
}

const ROOM_KINDS = ["screen", "window", "rater", "ticket", "system"] as const;

/** Waiting minutes on screens move on even when nothing happens. */
const MINUTES_EVERY_MS = 20_000;

function newestVisit({ memory }: HallCore) {
  return [...memory.states.dispatcher.tickets.values()].at(-1) ?? null;
}
