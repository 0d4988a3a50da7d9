/** How much of what we pay by an answer used, as the vendor says it (or as its documentation prices it). */
export type Charge =
  | { readonly unit: "credit"; readonly quantity: number }
  | {
      readonly unit: "token";
      /** The model that answered. */
      readonly model: string;
      /** Total input, cached parts included (OpenTelemetry's convention). */
      readonly inputTokens: number;
      readonly cachedInputTokens: number;
      /** Of the input, what was written to the cache; absent where the vendor does not say. */
      readonly cacheWriteTokens?: number;
      readonly outputTokens: number;
    }
  | { readonly unit: "none" };

/** A vendor's answer with what it cost. */
export interface Charged<Value> {
  readonly value: Value;
  readonly charge: Charge;
  /** The answer's headers said that this was the last call of its window: how long until the next may go. */
  readonly pauseMs?: number;
}
