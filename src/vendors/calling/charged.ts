import type { Charge } from "../../charge.ts";

/** A vendor's answer with what it cost. */
export interface Charged<Value> {
  readonly value: Value;
  readonly charge: Charge;
  /** Set if the headers said this was the last call of its rate window: the time until the next may go. */
  readonly pauseMs?: number;
  /** Fields of the answer that could not be read and were left out, e.g. `results.1.emails`. */
  readonly oddities?: readonly string[];
}
