/** A request with an idempotency key: it is carried out once, however often it is sent. */
export interface RequestClaim {
  readonly tenantId: string;
  readonly keyId: string;
  /** What the caller wrote in `Idempotency-Key`. */
  readonly key: string;
  /** The caller's API key: answers are sealed with it, because some of them show a new key. */
  readonly token: string;
  /** Method, address and body, hashed: 64 hex digits. */
  readonly fingerprint: string;
}

export interface KeptAnswer {
  readonly status: number;
  readonly type: string;
  readonly location: string | null;
  readonly body: string;
}

/** Remembers the answers of requests that carry an `Idempotency-Key`, for 24 hours. */
export interface IdempotencyPort {
  /** Claims the key for this request, or returns the outcome of the request that has it. */
  claim(
    claim: RequestClaim,
  ): Promise<
    | { readonly state: "new" | "running" | "unknown" | "different" }
    | { readonly state: "answered"; readonly answer: KeptAnswer }
  >;
  keep(claim: RequestClaim, answer: KeptAnswer): Promise<void>;
  /** Frees the key: the request was refused, and did nothing. */
  release(claim: RequestClaim): Promise<void>;
}
