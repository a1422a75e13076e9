import { hashPassword, passwordTrouble } from "../auth/password.ts";
import { newToken, tokenHash } from "../auth/tokens.ts";
import { loadHallConfig, problemLine } from "../config/load.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import { slug } from "../contract/ids.ts";
import { DEVICE_PAGES, type DevicePage } from "../contract/session.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Random } from "../kernel/random.ts";
import type { CliStore } from "./cli-store.ts";
import type { CliOutput } from "./output.ts";
import { readNewPassword, type SecretInput } from "./secrets.ts";

export interface CredentialNeeds extends CliOutput {
  readonly store: CliStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly input: SecretInput;
}

export interface Where {
  readonly data: string;
  /** The hall's config, to tell a misspelt id; without it any id is taken. */
  readonly config?: string | undefined;
}

/** The config a command was pointed at; null after its problems were told. */
function configOf(file: string, { err }: CliOutput): HallConfig | null {
  const loaded = loadHallConfig(file);
  if (loaded.ok) return loaded.config;
  for (const problem of loaded.problems) err(problemLine(file, problem));
  return null;
}

/** Why this id can't be meant; null when it may be. `known` gets the ids of the config. */
function idTrouble(
  id: string,
  where: Where,
  needs: CliOutput,
  known: (c: HallConfig) => readonly string[],
): string | null {
  if (!slug.safeParse(id).success) return `${id}: 编号须为字母、数字、- 和 _，1 到 40 个（not an id）`;
  if (where.config === undefined) return null;
  const config = configOf(where.config, needs);
  if (!config) return `${where.config}: 配置有误（the config is not valid）`;
  const ids = known(config);
  return ids.includes(id)
    ? null
    : `${id}: 没有这个编号，可用：${ids.join(", ")}（unknown id; allowed: ${ids.join(", ")}）`;
}

/** `staff-password ID`: sets a password and ends that person's sessions. Exit code 0, or 2 for bad input. */
export async function staffPassword(id: string, where: Where, needs: CredentialNeeds): Promise<number> {
  const { out, err, store, random, clock, input } = needs;
  const wrong = idTrouble(id, where, needs, (c) => c.staff.map((s) => s.id));
  if (wrong) {
    err(wrong);
    return 2;
  }
  const read = await readNewPassword(input);
  const trouble = "trouble" in read ? read.trouble : passwordTrouble(read.password);
  if ("trouble" in read || trouble) {
    err(trouble ?? "");
    return 2;
  }
  const hash = await hashPassword(read.password, random);
  await store.withAuth(where.data, (auth) => {
    auth.setPasswordHash(id, hash, clock.now());
    auth.dropSessionsOf(id);
    return Promise.resolve();
  });
  out(`${id}: 密码已设置，原有登录已失效（password set; earlier sign-ins ended）`);
  if (where.config === undefined)
    err("未给出 --config，没有核对工号（no --config given: the id was not checked）");
  return 0;
}

/** `device-token KIND ID`: a new token for a page, shown once, with the link it belongs into. */
export async function deviceToken(
  kind: string,
  id: string,
  where: Where,
  needs: CredentialNeeds,
): Promise<number> {
  const { out, err, store, random, clock } = needs;
  const page = DEVICE_PAGES.find((p) => p === kind);
  if (!page) {
    err(`${kind}: 可用：${DEVICE_PAGES.join(", ")}（allowed: ${DEVICE_PAGES.join(", ")}）`);
    return 2;
  }
  const wrong = idTrouble(id, where, needs, (c) => idsOfPages(c)[page]);
  if (wrong) {
    err(wrong);
    return 2;
  }
  const token = newToken(random);
  await store.withAuth(where.data, (auth) => {
    auth.putDeviceToken({ hash: tokenHash(token), page, id, createdAt: clock.now() });
    return Promise.resolve();
  });
  out(token);
  // An outside system has no page: the token is all it needs.
  const what = page === "source" ? `预约来源 ${id}` : `页面 /${page}/${id}#token=${token}`;
  err(`${what}（只显示这一次 shown only this once）`);
  return 0;
}

const idsOfPages = (config: HallConfig): Readonly<Record<DevicePage, readonly string[]>> => ({
  kiosk: config.kiosks.map((k) => k.id),
  screen: config.screens.map((s) => s.id),
  rater: config.windows.map((w) => w.id),
  source: config.appointments?.sources.map((s) => s.id) ?? [],
});
