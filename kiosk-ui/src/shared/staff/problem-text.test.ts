import { expect, it } from "vitest";
import { problemText } from "./problem-text.ts";

const base = { type: "about:blank", status: 409 };

it("says title and detail once", () => {
  expect(problemText({ ...base, code: "window.busy", title: "窗口正在办理", detail: "正在办理 Z003" })).toBe(
    "窗口正在办理；正在办理 Z003",
  );
  expect(problemText({ ...base, code: "window.busy", title: "窗口正在办理", detail: "窗口正在办理" })).toBe(
    "窗口正在办理",
  );
});

it("names each field", () => {
  const problems = [{ path: "applicant.idNumber", message: "校验位应为 X" }];
  expect(problemText({ ...base, code: "applicant.id-invalid", title: "证件号码校验不通过", problems })).toBe(
    "证件号码校验不通过；applicant.idNumber：校验位应为 X",
  );
});

it("hides the browser's words for a lost network", () => {
  expect(problemText({ ...base, code: "network", title: "连接不上服务器", detail: "Failed to fetch" })).toBe(
    "连接不上服务器；请检查网络，稍后再试",
  );
});
