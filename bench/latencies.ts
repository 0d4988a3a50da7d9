/** Who answers in a night. */
export const ANSWERERS = ["sites", "tavily", "openai", "lusha", "zerobounce", "odoo"] as const;

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

/** A fifth of that, for a quick look: what the runner adds to a call weighs five times as much. */
export const SHORT: Latencies = {
  sites: 140,
  tavily: 300,
  openai: 1_200,
  lusha: 200,
  zerobounce: 240,
  odoo: 80,
};
