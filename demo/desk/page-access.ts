import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { isLoopbackHost } from "./require-loopback-bot.ts";

/** Guards the desk: only this machine's own names for it, only with this start's token, and writes only from its own page. */
export interface PageAccess {
  token: string;
  /** Refuses requests for a host name that is not this machine (a page elsewhere may point its own name here). */
  requireLoopbackHost: RequestHandler;
  /** Admits requests with the cookie, turns a link with the token into the cookie, refuses everything else. */
  requireToken: RequestHandler;
  /** Refuses writes that do not come from the desk's own page. */
  requireOwnOrigin: RequestHandler;
}

export function createPageAccess(): PageAccess {
  const token = randomBytes(24).toString("base64url");

  function requireLoopbackHost(request: Request, response: Response, next: NextFunction): void {
    if (isLoopbackHost(hostName(request))) next();
    else response.status(403).type("text/plain").send("The desk answers to this machine's own names only.");
  }

  function requireToken(request: Request, response: Response, next: NextFunction): void {
    // Cookies do not tell ports apart, so two desks need two names.
    const cookie = `desk_${request.socket.localPort}`;
    const { token: given, ...query } = request.query;
    if (typeof given === "string" && request.method === "GET" && isSame(given, token)) {
      response.cookie(cookie, token, { httpOnly: true, sameSite: "lax", path: "/" });
      const rest = new URLSearchParams();
      for (const [key, value] of Object.entries(query)) if (typeof value === "string") rest.set(key, value);
      response.redirect(303, rest.size === 0 ? request.path : `${request.path}?${rest.toString()}`);
      return;
    }
    const bearer = (request.get("authorization") ?? "").replace(/^Bearer /, "");
    if (isSame(readCookie(request, cookie) ?? "", token) || isSame(bearer, token)) next();
    else
      response.status(401).type("text/plain").send("Open the desk by the link it printed when it started.");
  }

  function requireOwnOrigin(request: Request, response: Response, next: NextFunction): void {
    const isOwn = request.get("origin") === `http://${request.get("host")}`;
    // A caller that sends the token itself is no page that was tricked into sending a cookie.
    const isBearer = request.get("authorization") !== undefined;
    if ((isOwn || isBearer) && request.is("application/json")) next();
    else response.status(403).type("text/plain").send("Only the desk's own page may do that.");
  }

  return { token, requireLoopbackHost, requireToken, requireOwnOrigin };
}

export function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.get("cookie") ?? "").split(";").map((pair) => pair.trim().split("="));
  const value = pairs.find(([key]) => key === name)?.[1];
  return value === undefined ? undefined : decodeURIComponent(value);
}

function hostName(request: Request): string {
  const host = request.get("host") ?? "";
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
