import { existsSync } from "node:fs";
import path from "node:path";
import express, { type Router } from "express";

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>政务服务大厅</title></head>
<body><h1>页面尚未构建</h1>
<p>服务正在运行，但网页还没有生成。请在程序目录运行 <code>npm run build</code>，然后重新启动。</p>
<p lang="en">The server runs, but its pages have not been built. Run <code>npm run build</code> and start again.</p>
<p><a href="/docs">接口说明 API</a></p></body></html>
`;

/** The built kiosk-ui: its files, and its one page for every address that is a page's. */
export function pages(folder: string): Router {
  const router = express.Router();
  const index = path.join(folder, "index.html");
  router.use(
    "/assets",
    express.static(path.join(folder, "assets"), { immutable: true, maxAge: "365d", index: false }),
  );
  router.use(express.static(folder, { index: false, maxAge: "1h" }));
  router.get("/{*page}", (request, response, next) => {
    // A missing file is missing; only an address that a person typed or followed is a page.
    if (path.extname(request.path) !== "" || !request.accepts("html")) return next();
    response.setHeader("cache-control", "no-cache");
    if (!existsSync(index)) return void response.status(503).type("html").send(NOT_BUILT);
    response.sendFile(index, { etag: false }, (error) => {
      if (error && !response.headersSent) next();
    });
  });
  return router;
}
