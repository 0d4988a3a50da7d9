/** Money is counted in whole billionths of a US dollar, so that sums are exact; this many are a dollar. */
export const NANO_USD = 1_000_000_000;

/** Dollars as a number, for JSON, charts and `double precision` columns: exact to about 15 digits. */
export function usdNumber(nanoUsd: bigint | number): number {
  return Number(nanoUsd) / NANO_USD;
}

/** A number of dollars in whole nano-USD; infinity stays infinity. */
export function nanoNumber(usd: number): number {
  return Math.round(usd * NANO_USD);
}
