/** What an answer cost in the vendor's units, as the answer says, or else as the documentation prices it. */
export type Charge =
  | { readonly unit: "credit"; readonly quantity: number }
  | {
      readonly unit: "token";
      /** The model that answered. */
      readonly model: string;
      /** Total input, cached parts included (OpenTelemetry's convention). */
      readonly inputTokens: number;
      readonly cachedInputTokens: number;
      /** The part of the input that was written to the cache; absent if the vendor does not say. */
      readonly cacheWriteTokens?: number;
      readonly outputTokens: number;
    }
  | { readonly unit: "none" }
  /** The answer was good but did not say what it cost: its reservation is kept, and it counts as unpriced. */
  | { readonly unit: "unknown" };
