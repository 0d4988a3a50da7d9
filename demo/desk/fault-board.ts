/** How the Web API can misbehave on demand. */
export const FAULT_KINDS = ["rate_limited", "5xx", "slow", "hang", "drop_after_write"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The next `times` calls of `method` ("*" for any) meet this fault. `seconds` is the Retry-After, or the delay. */
export interface FaultOrder {
  method: string;
  kind: FaultKind;
  times: number;
  seconds?: number | undefined;
}

export interface DeskFault {
  kind: FaultKind;
  seconds: number;
}

/** Orders waiting to strike, oldest first. */
export class FaultBoard {
  #orders: FaultOrder[] = [];

  add(order: FaultOrder): void {
    this.#orders.push({ ...order });
  }

  /** The fault this call meets, used up by it. */
  take(method: string): DeskFault | undefined {
    const order = this.#orders.find((waiting) => waiting.method === method || waiting.method === "*");
    if (order === undefined) return undefined;
    order.times -= 1;
    if (order.times <= 0) this.#orders = this.#orders.filter((waiting) => waiting !== order);
    return { kind: order.kind, seconds: order.seconds ?? 1 };
  }
}
