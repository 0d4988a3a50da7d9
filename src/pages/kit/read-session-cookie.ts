import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, Response } from "express";
import { ForbiddenError } from "../../errors.ts";
import type { PageWorld } from "./page-request.ts";

const MOST_AGE_MS = 12 * 3_600_000;

/** Behind TLS the name itself makes browsers insist on Secure, on this host and on the whole site. */
function isSecure(request: Request, { publicUrl }: Pick<PageWorld, "publicUrl">): boolean {
  return request.secure || publicUrl().startsWith("https:");
}

function cookieName(secure: boolean): string {
  return secure ? "__Host-nightshift" : "nightshift";
}

/** The session's token; null without one that could be ours. */
export function readSessionCookie(request: Request, world: Pick<PageWorld, "publicUrl">): string | null {
  const name = `${cookieName(isSecure(request, world))}=`;
  const cookie = (request.headers.cookie ?? "")
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(name));
  const token = cookie?.slice(name.length) ?? "";
  return /^[\w-]{43}$/.test(token) ? token : null;
}

/** Sets the cookie, or removes it with null. Lax: the link in Slack leads here from another site. */
export function setSessionCookie(
  request: Request,
  response: Response,
  world: Pick<PageWorld, "publicUrl">,
  token: string | null,
): void {
  const secure = isSecure(request, world);
  response.cookie(cookieName(secure), token ?? "", {
    httpOnly: true,
    sameSite: "lax",
    secure,
    path: "/",
    maxAge: token === null ? 0 : MOST_AGE_MS,
  });
}

/** What a form of this session must send back. It follows from the cookie, which other sites cannot read. */
export function csrfOf(sessionToken: string): string {
  return createHash("sha256").update(`csrf ${sessionToken}`).digest("base64url");
}

/** Throws ForbiddenError unless the form comes from a page of ours. `expected` is null before there is a session. */
export function requireOwnForm(request: Request, form: URLSearchParams, expected: string | null): void {
  const site = request.get("Sec-Fetch-Site");
  const origin = request.get("Origin");
  const isElsewhere =
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    (origin !== undefined && origin !== "null" && hostOf(origin) !== request.get("Host"));
  const sent = Buffer.from(form.get("csrf") ?? "");
  const wanted = Buffer.from(expected ?? "");
  const isRight = expected === null || (sent.length === wanted.length && timingSafeEqual(sent, wanted));
  if (isElsewhere || !isRight) {
    throw new ForbiddenError(
      "This form",
      "to be sent from its own page: open the page again and press the button there",
    );
  }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
