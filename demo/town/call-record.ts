import { createHash } from "node:crypto";

import type { FaultMode, FaultTarget } from "./fault.ts";

/** What a call cost, by unit, e.g. `{ credits: 2 }` or `{ input_tokens: 812, output_tokens: 96 }`. */
export type Charges = Readonly<Record<string, number>>;

/** One call to the town, as tests can read it. Contains no key and no body. */
export interface RecordedCall {
  /** Counted from 1 across all vendors. */
  readonly number: number;
  readonly vendor: FaultTarget;
  /** The vendor's operation, e.g. `search`; for sites the HTTP method. */
  readonly operation: string;
  readonly host: string;
  readonly path: string;
  /** Null if the connection was cut instead. */
  readonly status: number | null;
  /** Null if no fault was applied. */
  readonly fault: FaultMode | null;
  readonly charged: Charges;
  /** Identifies the key without revealing it; null if there was none. */
  readonly key: string | null;
  /** Odoo only. */
  readonly database: string | null;
  /** Equal for equal request bodies: a charge that repeats one is a double charge. */
  readonly bodyDigest: string;
  readonly traceparent: string | null;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** What one key was charged for one operation. */
export interface LedgerLine {
  readonly vendor: FaultTarget;
  readonly key: string | null;
  readonly operation: string;
  readonly unit: string;
  readonly calls: number;
  readonly quantity: number;
}

/** What the town's vendors would bill. */
export interface Ledger {
  readonly lines: readonly LedgerLine[];
  /** By vendor and unit, e.g. `totals.lusha?.credits`. */
  readonly totals: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A short, stable one-way hash. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** The bills for the calls. */
export function ledgerOf(calls: readonly RecordedCall[]): Ledger {
  const lines = new Map<string, LedgerLine>();
  const totals: Record<string, Record<string, number>> = {};
  for (const { vendor, key, operation, charged } of calls) {
    for (const [unit, quantity] of Object.entries(charged)) {
      const id = JSON.stringify([vendor, key, operation, unit]);
      const line = lines.get(id) ?? { vendor, key, operation, unit, calls: 0, quantity: 0 };
      lines.set(id, { ...line, calls: line.calls + 1, quantity: line.quantity + quantity });
      const total = totals[vendor] ?? {};
      totals[vendor] = { ...total, [unit]: (total[unit] ?? 0) + quantity };
    }
  }
  return { lines: [...lines.values()], totals };
}
