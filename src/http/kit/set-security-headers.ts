import type { Handler } from "./route.ts";

const HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
} as const;

/** Says of every answer: run nothing, frame it nowhere, keep no copy. A page that needs more says so itself. */
export const setSecurityHeaders: Handler = (_request, response, next) => {
  response.set(HEADERS);
  next();
};
