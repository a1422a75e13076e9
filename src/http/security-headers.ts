import type { RequestHandler } from "express";

export interface SecurityFacts {
  /** Other origins the pages may talk to: the virtual hall's, while it runs. */
  readonly connectTo: () => readonly string[];
}

/** Headers of everything that a browser shows; the pages need nothing from outside this machine. */
export function securityHeaders({ connectTo }: SecurityFacts): RequestHandler {
  return (_, response, next) => {
    const policy = [
      "default-src 'self'",
      "script-src 'self'",
      // Element Plus and Swagger UI set styles on elements.
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "media-src 'self' data: blob:",
      "font-src 'self' data:",
      `connect-src ${["'self'", "ws:", "wss:", ...connectTo()].join(" ")}`,
      "object-src 'none'",
      "base-uri 'self'",
      "form-action 'self'",
      "frame-ancestors 'self'",
    ];
    response.setHeader("content-security-policy", policy.join("; "));
    response.setHeader("x-content-type-options", "nosniff");
    // A phone page's address holds its key: it must not travel on as a referrer.
    response.setHeader("referrer-policy", "no-referrer");
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("permissions-policy", "camera=(), geolocation=(), microphone=()");
    next();
  };
}
