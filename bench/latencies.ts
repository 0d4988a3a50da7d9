import { VENDOR_NAMES } from "../src/entities/vendor-table.ts";

/** Who answers in a night. */
export const ANSWERERS = ["sites", ...VENDOR_NAMES] as const;

/** How long each answer takes, in milliseconds. */
export type Latencies = Readonly<Record<(typeof ANSWERERS)[number], number>>;

/** Answers as they come on an ordinary day; assumed, not measured. */
export const REALISTIC: Latencies = {
  sites: 700,
  tavily: 1_500,
  openai: 6_000,
  lusha: 1_000,
  zerobounce: 1_200,
  odoo: 400,
};

/** Answers that come `times` sooner: what the runner adds to a call weighs as many times more. */
export function sooner(times: number): Latencies {
  const latencies = { ...REALISTIC };
  for (const name of ANSWERERS) latencies[name] = REALISTIC[name] / times;
  return latencies;
}

/** For a quick look. */
export const SHORT: Latencies = sooner(5);
