import { InvalidInputError } from "../../errors.ts";
import { NANO_USD } from "../../nano-usd.ts";

const NANO_USD_PER_USD = BigInt(NANO_USD);

/** Whole nano-USD as a decimal number of dollars with `decimals` places (at most 9), rounded half away from zero: `1.2346`. */
export function usdFromNano(nanoUsd: bigint, decimals = 4): string {
  const unit = 10n ** BigInt(9 - decimals);
  const magnitude = (abs(nanoUsd) + unit / 2n) / unit;
  const digits = magnitude.toString().padStart(decimals + 1, "0");
  const sign = nanoUsd < 0n && magnitude > 0n ? "-" : "";
  return decimals === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Parses a decimal number of dollars, as written by people and NUMERIC columns, into nano-USD; at most 9 decimals. */
export function nanoFromUsd(usd: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(usd.trim());
  if (match === null)
    throw new InvalidInputError("usd", `"${usd}" is not an amount like 0.008, with at most 9 decimals`);
  const [, sign, whole = "0", fraction = ""] = match;
  const nanoUsd = BigInt(whole) * NANO_USD_PER_USD + BigInt(fraction.padEnd(9, "0"));
  return sign === "-" ? -nanoUsd : nanoUsd;
}

/**
 * Dollars for people: `$1,234.50`, below a dollar with four decimals (`$0.0030`), below a hundredth of a cent
 * `<$0.0001`. Null (no price) is shown as `unpriced`.
 */
export function formatUsd(nanoUsd: bigint | null): string {
  if (nanoUsd === null) return "unpriced";
  const magnitude = abs(nanoUsd);
  const sign = nanoUsd < 0n ? "-" : "";
  if (magnitude === 0n) return "$0.00";
  if (magnitude < 100_000n) return `<${sign}$0.0001`;
  const [whole = "", fraction = ""] = usdFromNano(magnitude, magnitude < NANO_USD_PER_USD ? 4 : 2).split(".");
  return `${sign}$${whole.replace(/\B(?=(?:\d{3})+$)/g, ",")}.${fraction}`;
}

function abs(nanoUsd: bigint): bigint {
  return nanoUsd < 0n ? -nanoUsd : nanoUsd;
}
