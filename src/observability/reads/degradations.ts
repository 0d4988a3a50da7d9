/** What a run can do worse rather than not at all, in the order in which it cuts back. */
export const DEGRADATIONS = {
  fewer_pages: "reads fewer pages of a site",
  openai_fallback_model: "has the fallback model read the texts",
  smaller_batches: "asks the language model for less at the same time",
  lusha_skipped: "looks up no contacts, and lets contacts weigh less in the score",
  best_address_only: "verifies only the best address of a company",
  industry_only_candidates: "takes companies that fit the profile by their industry alone",
  odoo_essential_fields: "leaves out of Odoo what a lead can do without",
} as const;

export type Degradation = keyof typeof DEGRADATIONS;

/** A degradation of a run, as stored. */
export interface NotedDegradation {
  readonly degradation: Degradation;
  readonly reason: string;
  readonly since: Date;
}
