import type { Charge } from "../../charge.ts";
import type { VendorName } from "../../entities/vendor-table.ts";
import type { VendorError } from "./vendor-error.ts";

/** One attempt at a call, reported to the run's records. */
export interface VendorAttempt {
  readonly vendor: VendorName;
  readonly operation: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly outcome: "success" | "error";
  /** On error. */
  readonly error?: VendorError;
  /** On success, and on an error the vendor charged for. */
  readonly charge?: Charge;
  /** On success: fields of the answer that could not be read and were left out. */
  readonly oddities?: readonly string[];
  readonly durationMs: number;
  /** How many requests it took, if the vendor's client counts them; else one. */
  readonly requests?: number;
  /** Time until the next attempt, if there is one. */
  readonly retryInMs?: number;
}

export type OnAttempt = (attempt: VendorAttempt) => void;
