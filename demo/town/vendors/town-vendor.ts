import type { IncomingHttpHeaders } from "node:http";

import type { Charges } from "../call-record.ts";
import type { FaultTarget } from "../fault.ts";

/** A request to a vendor, read. */
export interface VendorCall {
  readonly method: string;
  /** Below the vendor's prefix, without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, or the text where the operation takes XML; null when the request has no body. */
  readonly body: unknown;
  /** Tells the asker's keys apart. */
  readonly keyLabel: string;
  /** A quota fault is in force: whoever asks what is left hears "nothing". */
  readonly isOutOfQuota: boolean;
}

/** What the vendor says to it; a body that is a string is sent as it is, everything else as JSON. */
export interface VendorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly charged?: Charges;
}

/** Something one can ask of a vendor. */
export interface VendorOperation {
  /** As in the records, e.g. `search`. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PATCH";
  /** Against the path below the prefix; named groups are parameters. */
  readonly path: RegExp;
  /** What a body must be; JSON when left out. */
  readonly format?: "json" | "xml";
  /** Counts against the quota. */
  readonly isPaid: boolean;
  /** Needs no key. */
  readonly isOpen?: boolean;
  /** Takes a form instead of JSON: `body` is an object of texts. */
  readonly isForm?: boolean;
  /** Throws a ZodError when the body has the wrong shape, a VendorProblem when the vendor has reason to refuse. */
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

/** A vendor of the town: its protocol, in its own words. State (credits, records) lives as long as the object. */
export interface TownVendor {
  readonly name: FaultTarget;
  /** Where it lives on the vendor server, e.g. `/lusha`. */
  readonly prefix: string;
  /** Any key that starts so is good; each is billed apart. */
  readonly keyPrefix: string;
  readonly operations: readonly VendorOperation[];
  readKey(call: Omit<VendorCall, "keyLabel" | "isOutOfQuota">): string | null;
  /** How the vendor refuses; `operation` is the one asked for, `detail` what was wrong with the request. */
  problem(kind: ProblemKind, operation: string, detail: string): VendorAnswer;
  /** A good answer spoilt: still 200, not what the documentation promises. */
  malform(answer: VendorAnswer): VendorAnswer;
}

/** A refusal that an operation found a reason for; a status and kind of its own is told with `answer`. */
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
