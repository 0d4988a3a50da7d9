import type { Charge } from "../../charge.ts";

/** The most that one attempt at a call may use: in units of the vendor's budget, and as a charge by the vendor. */
export interface Estimate {
  readonly units: number;
  readonly charge: Exclude<Charge, { unit: "none" | "unknown" }>;
}
