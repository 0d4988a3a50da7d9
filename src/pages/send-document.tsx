import { randomBytes } from "node:crypto";
import type { Response } from "express";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { type Frame, PageLayout } from "./views/page-layout.tsx";

/** What runs and loads on a page: our own style, the one script with this answer's nonce, and nothing else. */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Sends a whole page. */
export function sendDocument(
  response: Response,
  frame: Omit<Frame, "nonce" | "children"> & { readonly status?: number; readonly content: ReactNode },
): void {
  const nonce = randomBytes(16).toString("base64");
  const { status = 200, content, ...rest } = frame;
  const html = renderToStaticMarkup(
    <PageLayout {...rest} nonce={nonce}>
      {content}
    </PageLayout>,
  );
  response
    .status(status)
    .set("Content-Security-Policy", policyOf(nonce))
    .type("html")
    .send(`<!doctype html>${html}`);
}
