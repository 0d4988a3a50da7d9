import { usdNumber } from "../../../nano-usd.ts";
/** A duration in at most five characters: `12ms`, `1.2s`, `45s`, `12.5m`, `1.5h`; a dash for none. */
export function durationText(milliseconds: number | null): string {
  if (milliseconds === null) return "–";
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 99.5) return `${shortNumber(seconds)}s`;
  const minutes = seconds / 60;
  return minutes < 99.5 ? `${shortNumber(minutes)}m` : `${shortNumber(minutes / 60)}h`;
}

/** A count in at most five characters: `999`, `12.3k`, `4.5M`. */
export function countText(count: number): string {
  if (count < 10_000) return String(count);
  if (count < 999_500) return `${shortNumber(count / 1000)}k`;
  return `${shortNumber(count / 1_000_000)}M`;
}

/** Nano-dollars as dollars, with as many digits as matter. */
export function moneyText(nanoUsd: bigint): string {
  const dollars = usdNumber(nanoUsd);
  if (dollars === 0) return "$0";
  if (dollars < 0.0001) return "<$0.0001";
  return `$${dollars.toFixed(dollars < 0.1 ? 4 : 2)}`;
}

function shortNumber(value: number): string {
  return value < 99.95 ? value.toFixed(1).replace(/[.]0$/, "") : value.toFixed(0);
}
