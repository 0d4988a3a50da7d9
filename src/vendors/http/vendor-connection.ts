/** What every vendor client needs to connect. */
export interface VendorConnection {
  readonly apiKey: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** For one attempt, up to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Instead of `sendRequest`. */
  readonly fetch?: typeof globalThis.fetch;
}
