import { z } from "zod";
import type { Auth } from "../../auth/auth.ts";
import { SESSION_COOKIE, session, signIn } from "../../contract/session.ts";
import { isRefusal, refuse } from "../../kernel/errors.ts";
import { type Route, route } from "../route.ts";
import { barred } from "./guards.ts";

const COOKIE = `Path=/; HttpOnly; SameSite=Strict`;
const staffList = z.array(z.object({ id: z.string(), name: z.string(), role: z.string() }));

export interface SessionRoutesDependencies {
  readonly auth: Auth;
  readonly staff: readonly { readonly id: string; readonly name: string; readonly role: string }[];
}

/** Signing in and out, and the staff's passwords. */
export function sessionRoutes({ auth, staff }: SessionRoutesDependencies): readonly Route[] {
  return [
    route({
      method: "POST",
      path: "/session",
      tag: "session",
      summary: "Sign in; the answer's token is a bearer token and is set as a cookie too",
      access: "public",
      body: signIn,
      answers: { 201: { description: "Signed in for twelve hours after the last use", schema: session } },
      refusals: ["auth.invalid", "auth.locked"],
      handle: async ({ body, origin }) => {
        const answer = await auth.signIn(body.staff, body.password, origin.address);
        if (isRefusal(answer)) return answer;
        const secure = origin.secure ? "; Secure" : "";
        return {
          status: 201,
          body: answer,
          headers: { "set-cookie": `${SESSION_COOKIE}=${answer.token}; ${COOKIE}${secure}` },
        };
      },
    }),
    route({
      method: "GET",
      path: "/session",
      tag: "session",
      summary: "Who is signed in",
      access: "credential",
      answers: { 200: { description: "The session", schema: session } },
      refusals: ["auth.forbidden"],
      handle: ({ token, principal }) => {
        if (principal?.kind !== "staff")
          return refuse("auth.forbidden", "不是工作人员登录（not a staff session）");
        const body = token === null ? null : auth.session(token);
        return body ? { status: 200, body } : refuse("auth.invalid", "");
      },
    }),
    route({
      method: "DELETE",
      path: "/session",
      tag: "session",
      summary: "Sign out",
      access: "credential",
      answers: { 204: { description: "Signed out" } },
      refusals: [],
      handle: ({ token }) => {
        if (token !== null) auth.signOut(token);
        return { status: 204, headers: { "set-cookie": `${SESSION_COOKIE}=; ${COOKIE}; Max-Age=0` } };
      },
    }),
    route({
      method: "GET",
      path: "/staff",
      tag: "session",
      summary: "Staff of the hall",
      access: "credential",
      answers: { 200: { description: "In the config's order", schema: staffList } },
      refusals: ["auth.forbidden"],
      handle: ({ principal }) =>
        barred(principal, { do: "staff.see" }) ?? {
          status: 200,
          body: staff.map(({ id, name, role }) => ({ id, name, role })),
        },
    }),
    route({
      method: "POST",
      path: "/staff/{id}/password",
      tag: "session",
      summary: "Set a password; ends that person's sessions",
      access: "credential",
      body: z.object({ password: z.string().min(1).max(200) }),
      answers: { 204: { description: "Set" } },
      refusals: ["auth.forbidden", "staff.unknown"],
      handle: async ({ principal, params, body }) =>
        barred(principal, { do: "staff.set-password" }) ??
        (await auth.setPassword(params.id, body.password)) ?? { status: 204 },
    }),
  ];
}
