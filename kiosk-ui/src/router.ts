import { createRouter, createWebHistory, type RouteLocationNormalized } from "vue-router";
import { storeCredential, tokenIn, useCredentialScope } from "./shared/credential.ts";

declare module "vue-router" {
  interface RouteMeta {
    /** Names whose credential the page uses, e.g. `kiosk:k1`; absent: the page needs none. */
    scope?: (to: RouteLocationNormalized) => string;
    title?: string;
  }
}

const param = (to: RouteLocationNormalized, name: string): string => {
  const value = to.params[name];
  return typeof value === "string" ? value : "";
};

export const router = createRouter({
  history: createWebHistory("/"),
  routes: [
    {
      path: "/",
      component: () => import("./pages/start/StartPage.vue"),
      meta: { scope: () => "start", title: "政务服务大厅" },
    },
    {
      path: "/kiosk/:id",
      component: () => import("./pages/kiosk/KioskPage.vue"),
      props: true,
      meta: { scope: (to) => `kiosk:${param(to, "id")}`, title: "自助取号" },
    },
    {
      path: "/screen/:id",
      component: () => import("./pages/screen/ScreenPage.vue"),
      props: true,
      meta: { scope: (to) => `screen:${param(to, "id")}`, title: "大厅屏" },
    },
    {
      path: "/window/:id",
      component: () => import("./pages/window/WindowPage.vue"),
      props: true,
      meta: { scope: (to) => `window:${param(to, "id")}`, title: "窗口" },
    },
    {
      path: "/rater/:window",
      component: () => import("./pages/rater/RaterPage.vue"),
      props: true,
      meta: { scope: (to) => `rater:${param(to, "window")}`, title: "服务评价" },
    },
    {
      path: "/t/:token",
      component: () => import("./pages/status/StatusPage.vue"),
      props: true,
      meta: { title: "我的排号" },
    },
    {
      path: "/wall",
      component: () => import("./pages/wall/WallPage.vue"),
      meta: { scope: () => "wall", title: "设备墙" },
    },
    {
      path: "/book",
      component: () => import("./pages/book/BookPage.vue"),
      meta: { title: "预约办事" },
    },
    {
      path: "/bookings",
      component: () => import("./pages/bookings/BookingsPage.vue"),
      meta: { scope: () => "admin", title: "预约管理" },
    },
    {
      path: "/admin",
      component: () => import("./pages/admin/AdminPage.vue"),
      meta: { scope: () => "admin", title: "管理" },
    },
    {
      path: "/admin/devices",
      component: () => import("./pages/admin/AdminPage.vue"),
      props: { devices: true },
      meta: { scope: () => "admin", title: "设备调试" },
    },
    {
      path: "/admin/replay",
      component: () => import("./pages/admin/AdminPage.vue"),
      props: { replay: true },
      meta: { scope: () => "admin", title: "一天重放" },
    },
    {
      path: "/admin/forecast",
      component: () => import("./pages/admin/AdminPage.vue"),
      props: { forecast: true },
      meta: { scope: () => "admin", title: "等候预测" },
    },
    {
      path: "/admin/what-if",
      component: () => import("./pages/admin/AdminPage.vue"),
      props: { whatIf: true },
      meta: { scope: () => "admin", title: "假如" },
    },
    {
      path: "/admin/slips",
      component: () => import("./pages/slips/SlipPage.vue"),
      meta: { scope: () => "admin", title: "小票样式" },
    },
    {
      path: "/:rest(.*)*",
      component: () => import("./pages/start/NoSuchPage.vue"),
      meta: { title: "没有这个页面" },
    },
  ],
});

// A link made by the administrator carries the page's token, `#token=…` or `?token=…`: it is kept on this machine
// and leaves the address bar, so that nobody reads it over a shoulder or from the history.
router.beforeEach((to) => {
  const scope = to.meta.scope?.(to) ?? null;
  const carried = tokenIn(to.query.token, to.hash);
  if (scope && carried) {
    storeCredential(scope, carried);
    const { token: _, ...query } = to.query;
    return { path: to.path, query, hash: "", replace: true };
  }
  useCredentialScope(scope);
  if (to.meta.title) document.title = to.meta.title;
  return true;
});

// A page's code could not be fetched: the server is just restarting, or was updated under an open page. A kiosk has
// no one to press F5.
router.onError((_, to) => void reloadWhenReachable(to.fullPath));

async function reloadWhenReachable(path: string): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const answer = await fetch("/", { cache: "no-store" }).catch(() => null);
    if (answer?.ok) return location.replace(path);
  }
}
