import type { Charge } from "../../charge.ts";

/** The most an attempt at a call may use: of its vendor's budget, and of what the vendor charges by. */
export interface Estimate {
  readonly units: number;
  readonly charge: Exclude<Charge, { unit: "none" | "unknown" }>;
}
