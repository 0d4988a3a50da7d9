/** What every vendor's client is made from. */
export interface VendorConnection {
  readonly apiKey: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** For one attempt, the last byte of the answer included. */
  readonly timeoutMs: number;
  readonly fetch?: typeof globalThis.fetch;
}
