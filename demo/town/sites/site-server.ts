import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

import type { CallLog } from "../call-log.ts";
import { digest } from "../call-record.ts";
import type { TownCompany } from "../companies/town-company.ts";
import type { Fault } from "../fault.ts";
import type { FaultBook } from "../fault-book.ts";
import { SITE_BEHAVIOURS } from "./site-behaviours.ts";
import { answer, type SiteRequest } from "./site-request.ts";

const SLOW_MS = 1_500;

/** Why a proxy cannot reach a host. */
export type HostFailure = "dns" | "refused";

/** All companies' web sites, told apart by host name; it never listens itself, connections come from the proxy. */
export class SiteServer {
  readonly server: Server;
  readonly #companies: ReadonlyMap<string, TownCompany>;
  readonly #requests = new Map<string, number>();

  constructor(
    companies: readonly TownCompany[],
    readonly faults: FaultBook,
    readonly log: CallLog,
  ) {
    this.#companies = new Map(companies.map((company) => [company.domain, company]));
    this.server = createServer((request, response) => {
      const { host, path } = readTarget(request.headers.host ?? "", request.url ?? "/");
      this.handle(host, path, request, response);
    });
  }

  /** Null when the host is up (which says nothing about what it will answer). */
  hostFailure(host: string): HostFailure | null {
    const company = this.#company(host);
    if (company === undefined || company.site === "unknown-dns") return "dns";
    return company.site === "refused" ? "refused" : null;
  }

  /** Logs a connection that could not be made. */
  recordFailure(host: string, path: string, request: IncomingMessage): void {
    this.#open(host, path, request).close(502);
  }

  handle(host: string, path: string, request: IncomingMessage, response: ServerResponse): void {
    const open = this.#open(host, path, request);
    response.on("finish", () => open.close(response.statusCode));
    response.on("close", () => open.close(null));
    const fault = this.faults.next("sites", `${host}${path}`, false);
    open.fault = fault?.mode ?? null;
    this.#serve(host, path, request, response, fault).catch((error: unknown) => {
      // A visitor that leaves in the middle of a page is normal.
      if (!response.destroyed) console.error("town: a site broke down", error);
      response.destroy();
    });
  }

  async #serve(
    host: string,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    fault: Fault | null,
  ): Promise<void> {
    const company = this.#company(host);
    if (company === undefined || company.site === "unknown-dns" || company.site === "refused") {
      return answer({ response }, 502, {}, "");
    }
    const earlierRequests = this.#requests.get(host + path) ?? 0;
    this.#requests.set(host + path, earlierRequests + 1);
    if (fault !== null) {
      if (await misbehave(response, fault)) return;
    }
    const site: SiteRequest = { company, host, path, request, response, earlierRequests };
    await SITE_BEHAVIOURS[company.site](site);
  }

  #company(host: string): TownCompany | undefined {
    return this.#companies.get(host.replace(/^www\./, ""));
  }

  #open(host: string, path: string, request: IncomingMessage) {
    return this.log.open({
      vendor: "sites",
      operation: request.method ?? "GET",
      host,
      path,
      database: null,
      bodyDigest: digest(""),
      headers: request.headers,
    });
  }
}

/** Host name without port, path without query. */
export function readTarget(host: string, target: string): { host: string; path: string } {
  const url = new URL(target, `http://${host === "" ? "unknown.invalid" : host}`);
  return { host: url.hostname.toLowerCase(), path: url.pathname };
}

/** Applies a fault to a web site; true if the request is answered with that. */
async function misbehave(response: ServerResponse, { mode, delayMs }: Fault): Promise<boolean> {
  switch (mode) {
    case "rate_limited":
    case "quota":
      answer({ response }, 429, { "retry-after": "1" }, "Too many requests");
      return true;
    case "auth":
      answer({ response }, 403, {}, "Forbidden");
      return true;
    case "5xx":
      answer({ response }, 503, {}, "Service unavailable");
      return true;
    case "malformed":
      answer({ response }, 200, { "content-type": "application/octet-stream" }, "\u0000\u0001\u0002");
      return true;
    case "drop_after_write":
      response.destroy();
      return true;
    case "slow":
      await pause(delayMs ?? SLOW_MS, undefined, { ref: false });
      return false;
    case "ok":
      return false;
  }
}
