import { z } from "zod";

/** Kinds of sentences that suggest a company may buy soon; src/runner/leads/score-lead.ts says what each is worth. */
export const SIGNAL_KINDS = [
  "funding",
  "expansion",
  "hiring",
  "growth",
  "product_launch",
  "partnership",
  "award",
  "certification",
  "technology",
] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** What a language model is asked to extract from a company's texts. Every property is required (strict mode of structured output); null or empty if the text says nothing. */
export const LeadExtraction = z.object({
  about: z.string().nullable(),
  industry: z.string().nullable(),
  employees: z.number().int().nullable(),
  founded_year: z.number().int().nullable(),
  products: z.array(z.string()),
  people: z.array(z.object({ first_name: z.string(), last_name: z.string(), title: z.string().nullable() })),
  signals: z.array(z.object({ kind: z.enum(SIGNAL_KINDS), text: z.string() })),
});
export type LeadExtraction = z.infer<typeof LeadExtraction>;
