import type { IncomingHttpHeaders } from "node:http";

import type { Charges } from "../call-record.ts";
import type { FaultTarget } from "../fault.ts";

/** A parsed request to a vendor. */
export interface VendorCall {
  readonly method: string;
  /** Below the vendor's prefix, without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, or the text where the operation takes XML; null when the request has no body. */
  readonly body: unknown;
  /** Identifies the key without revealing it. */
  readonly keyLabel: string;
  /** A quota fault is active: requests for the remaining quota are answered with nothing left. */
  readonly isOutOfQuota: boolean;
}

/** The vendor's answer; a string body is sent as it is, everything else as JSON. */
export interface VendorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly charged?: Charges;
}

/** An operation of a vendor's API. */
export interface VendorOperation {
  /** Its name in the call records, e.g. `search`. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PATCH";
  /** Matched against the path below the prefix; named groups are parameters. */
  readonly path: RegExp;
  /** The body's format; JSON by default. */
  readonly format?: "json" | "xml";
  /** Counts against the quota. */
  readonly isPaid: boolean;
  /** Needs no key. */
  readonly isOpen?: boolean;
  /** Takes a form instead of JSON: `body` is an object of texts. */
  readonly isForm?: boolean;
  /** Throws a ZodError if the body has the wrong shape, a VendorProblem if the vendor refuses the request. */
  run(call: VendorCall, parameters: Readonly<Record<string, string>>): VendorAnswer;
}

export type ProblemKind =
  | "auth"
  | "bad_request"
  | "content_type"
  | "not_found"
  | "quota"
  | "rate_limited"
  | "server";

/** A vendor of the town and its protocol. State (credits, records) lives as long as the object. */
export interface TownVendor {
  readonly name: FaultTarget;
  /** Its path prefix on the vendor server, e.g. `/lusha`. */
  readonly prefix: string;
  /** Any key with this prefix is valid; each is billed separately. */
  readonly keyPrefix: string;
  readonly operations: readonly VendorOperation[];
  readKey(call: Omit<VendorCall, "keyLabel" | "isOutOfQuota">): string | null;
  /** How the vendor refuses a request; `detail` says what was wrong with it. */
  problem(kind: ProblemKind, operation: string, detail: string): VendorAnswer;
  /** What the vendor says to a property it does not document. */
  unknownProperty?(name: string): string;
  /** A good answer, spoiled: still 200, but not what the documentation promises. */
  malform(answer: VendorAnswer): VendorAnswer;
}

/** A refusal by an operation; `answer` overrides the usual status and body. */
export class VendorProblem extends Error {
  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly answer?: VendorAnswer,
  ) {
    super(detail);
  }
}

/** The key in `Authorization: Bearer …`, whatever the case of the word. */
export function bearerKey(headers: IncomingHttpHeaders): string | null {
  return /^bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}
