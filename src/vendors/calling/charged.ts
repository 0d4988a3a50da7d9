import type { Charge } from "../../charge.ts";

/** A vendor's answer with what it cost. */
export interface Charged<Value> {
  readonly value: Value;
  readonly charge: Charge;
  /** The answer's headers said that this was the last call of its window: how long until the next may go. */
  readonly pauseMs?: number;
}
