import { redact } from "../../redaction.ts";
import type { LeadExtraction } from "../../vendors/openai/lead-extraction.ts";

/**
 * The extraction with e-mail addresses, personal numbers and secrets masked in all its texts: sites print them anywhere,
 * and what is stored here is shown in Slack, CSV files and Odoo.
 */
export function maskExtraction(extraction: LeadExtraction): LeadExtraction {
  const { about, industry, products, people, signals } = extraction;
  return {
    ...extraction,
    about: about === null ? null : redact(about),
    industry: industry === null ? null : redact(industry),
    products: products.map(redact),
    people: people.map(({ first_name, last_name, title }) => ({
      first_name: redact(first_name),
      last_name: redact(last_name),
      title: title === null ? null : redact(title),
    })),
    signals: signals.map(({ kind, text }) => ({ kind, text: redact(text) })),
  };
}
