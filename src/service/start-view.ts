import type { Auth } from "../auth/auth.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { VisitToken } from "../contract/ids.ts";
import type { DevicePage } from "../contract/session.ts";
import type { StartLink, StartView } from "../contract/start.ts";
import { demoPassword } from "./demo.ts";

/** Pages that carry a token of their own: kiosks, screens and the touch raters of the windows. */
export function devicePages(
  config: HallConfig,
): readonly { readonly page: Exclude<DevicePage, "source">; readonly id: string; readonly name: string }[] {
  return [
    ...config.kiosks.map((k) => ({ page: "kiosk" as const, id: k.id as string, name: `取号机 ${k.name}` })),
    ...config.screens.map((s) => ({ page: "screen" as const, id: s.id as string, name: `大厅屏 ${s.name}` })),
    ...config.windows.map((w) => ({
      page: "rater" as const,
      id: w.id as string,
      name: `触摸评价器 ${w.name}`,
    })),
  ];
}

/** Every page of the hall; in a demo with the tokens and sign-ins to try them. */
export function startView(needs: {
  readonly config: HallConfig;
  readonly demo: boolean;
  readonly auth: Pick<Auth, "derivedToken">;
  readonly adminToken: string | null;
  readonly virtual: boolean;
  /** Today's newest visit, whose phone page a newcomer may look at. */
  readonly newest: { readonly number: string; readonly token: VisitToken } | null;
}): StartView {
  const { config, demo, auth, adminToken, virtual, newest } = needs;
  const page = (p: ReturnType<typeof devicePages>[number]): StartLink => {
    const token = auth.derivedToken(p.page, p.id);
    return {
      kind: p.page,
      id: p.id,
      title: p.name,
      href: `/${p.page}/${p.id}${token ? `#token=${token}` : ""}`,
    };
  };
  const links: StartLink[] = [
    ...devicePages(config).map(page),
    ...config.windows.map(
      (w): StartLink => ({ kind: "window", id: w.id, title: w.name, href: `/window/${w.id}` }),
    ),
    { kind: "admin", id: "admin", title: "管理与运维", href: "/admin" },
    ...(config.appointments
      ? [
          { kind: "booking", id: "book", title: "网上预约（手机页）", href: "/book" } as const,
          { kind: "booking", id: "bookings", title: "预约管理（工作人员）", href: "/bookings" } as const,
        ]
      : []),
    ...(virtual
      ? [
          {
            kind: "wall",
            id: "wall",
            title: "设备墙（虚拟设备）",
            href: demo && adminToken ? `/wall#token=${adminToken}` : "/wall",
          } as const,
        ]
      : []),
    { kind: "docs", id: "docs", title: "接口文档 API", href: "/docs" },
  ];
  // A visit's token is its only key: outside the demo nobody but its holder gets it.
  if (demo && newest) {
    links.push({
      kind: "visit",
      id: newest.number,
      title: `手机进度页 ${newest.number}`,
      href: `/t/${newest.token}`,
    });
  }
  if (!demo) return { hall: config.hall.name, demo, links };
  return {
    hall: config.hall.name,
    demo,
    links,
    staff: config.staff.map((s) => ({ id: s.id, name: s.name, role: s.role, password: demoPassword(s.id) })),
    ...(adminToken ? { adminToken } : {}),
  };
}
