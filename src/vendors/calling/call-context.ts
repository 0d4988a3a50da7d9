/** What every call carries besides its arguments. */
export interface CallContext {
  /** Sent as the `traceparent` header (W3C trace context). */
  readonly traceId: string;
  /** Aborts the call when the run is stopped. */
  readonly signal?: AbortSignal;
  /** Called before each request of a call that takes several. */
  readonly onRequest?: () => void;
}
