import { createRequire } from "node:module";
import path from "node:path";
import express, { type Router } from "express";

const PAGE = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>接口说明 API</title>
<link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body></html>
`;
const SCRIPT = `SwaggerUIBundle({ url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null });\n`;

/** /docs: the OpenAPI document as a page, from files on this machine only. */
export function docsPage(): Router {
  const folder = path.dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const router = express.Router({ caseSensitive: true, strict: true });
  router.get("/docs", (_, response) => void response.type("html").send(PAGE));
  router.get("/docs/", (_, response) => void response.redirect(301, "../docs"));
  router.get("/docs/start.js", (_, response) => void response.type("js").send(SCRIPT));
  router.use("/docs", express.static(folder, { index: false, maxAge: "1h" }));
  return router;
}
