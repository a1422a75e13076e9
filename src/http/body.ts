import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { ProblemCode } from "../contract/problem.ts";

const LARGEST_BODY = 64 * 1024;
/** A body too large is read to here and thrown away, so that its sender gets the answer instead of a broken pipe. */
const LARGEST_DRAIN = 8 * 1024 * 1024;

export type BodyText =
  | { readonly text: string | null }
  | { readonly refused: ProblemCode; readonly close: boolean };

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** The request's JSON text; null when there is no body; or why it can't be taken. */
export function readBody(request: IncomingMessage): Promise<BodyText> {
  const length = request.headers["content-length"];
  const none = request.headers["transfer-encoding"] === undefined && (length === undefined || length === "0");
  if (none) return Promise.resolve({ text: null });
  const encoding = request.headers["content-encoding"];
  const typed = JSON_TYPE.test(request.headers["content-type"] ?? "");
  const refused: ProblemCode | null =
    !typed || (encoding !== undefined && encoding !== "identity")
      ? "request.media-type"
      : Number(length ?? 0) > LARGEST_BODY
        ? "request.too-large"
        : null;
  return new Promise((resolve) => collect(request, refused, resolve));
}

function collect(
  request: IncomingMessage,
  already: ProblemCode | null,
  resolve: (body: BodyText) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let refused = already;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (refused === null && size > LARGEST_BODY) refused = "request.too-large";
    if (refused === null) chunks.push(chunk);
    else chunks.length = 0;
    if (size > LARGEST_DRAIN) {
      request.pause();
      resolve({ refused: refused ?? "request.too-large", close: true });
    }
  });
  request.on("end", () => {
    if (refused !== null) return resolve({ refused, close: false });
    const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    resolve(
      isUtf8(bytes) ? { text: bytes.toString("utf8") } : { refused: "request.malformed", close: false },
    );
  });
  // Whoever hung up gets no answer anyway; resolving lets the handler end.
  request.on("close", () => resolve({ refused: "request.malformed", close: true }));
  request.on("error", () => resolve({ refused: "request.malformed", close: true }));
}
