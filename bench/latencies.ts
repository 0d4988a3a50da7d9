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

/** Answers so many times sooner: what the runner adds to a call weighs as many times more. */
export function sooner(times: number): Latencies {
  const { sites, tavily, openai, lusha, zerobounce, odoo } = REALISTIC;
  return {
    sites: sites / times,
    tavily: tavily / times,
    openai: openai / times,
    lusha: lusha / times,
    zerobounce: zerobounce / times,
    odoo: odoo / times,
  };
}

/** For a quick look. */
export const SHORT: Latencies = sooner(5);
