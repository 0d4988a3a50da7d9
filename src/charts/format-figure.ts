/** What a figure counts. `share` is between 0 and 1. */
export type Unit = "count" | "share" | "ms" | "usd" | "tokens";

const COUNT = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** A figure with its unit, short enough for an axis or a cell; a dash where there is none. */
export function formatFigure(value: number | null, unit: Unit): string {
  if (value === null || !Number.isFinite(value)) return "–";
  switch (unit) {
    case "count":
      return Math.abs(value) >= 100_000 ? COMPACT.format(value) : COUNT.format(value);
    case "tokens":
      return Math.abs(value) >= 10_000 ? COMPACT.format(value) : COUNT.format(value);
    case "share":
      return `${(value * 100).toFixed(Number.isInteger(value * 100) ? 0 : 1)} %`;
    case "ms":
      return formatDuration(value);
    case "usd":
      return formatUsd(value);
  }
}

function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trim(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${trim(ms / 60_000)} min`;
  return `${trim(ms / 3_600_000)} h`;
}

function trim(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0).replace(/\.0$/, "");
}

/** Cents and above with two places; less with as many as it takes to tell it from nothing. */
function formatUsd(usd: number): string {
  const size = Math.abs(usd);
  if (size === 0) return "$0";
  if (size >= 100_000) return `$${COMPACT.format(usd)}`;
  return `$${usd.toFixed(size >= 0.1 ? 2 : size >= 0.001 ? 4 : 6)}`;
}
