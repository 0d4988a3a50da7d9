import type { IncomingMessage, ServerResponse } from "node:http";

import type { TownCompany } from "../companies/town-company.ts";

/** A request that reached a company's web server. */
export interface SiteRequest {
  readonly company: TownCompany;
  /** As requested, e.g. `www.kestrel.example`; lower case, without port. */
  readonly host: string;
  /** Without the query string. */
  readonly path: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** How often this path was requested before. */
  readonly earlierRequests: number;
}

/** Answers a request, or fails in the way of its kind. */
export type SiteBehaviour = (site: SiteRequest) => void | Promise<void>;

/** Answers in one go. */
export function answer(
  { response }: Pick<SiteRequest, "response">,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(body)) });
  response.end(body);
}

export function redirect(site: SiteRequest, location: string, status = 301): void {
  answer(site, status, { location, "content-type": "text/plain" }, `Moved to ${location}\n`);
}
