import { z } from "zod";
import { readCountry } from "./country-codes.ts";
import { readWebsite, type Website } from "./read-website.ts";

/** The columns of an import file (docs/csv-format.md), `company_name` being the one that must be there. */
export const COMPANY_COLUMNS = [
  "company_name",
  "website",
  "registration_number",
  "industry",
  "ssic_code",
  "country",
  "employees",
  "description",
] as const;
export type CompanyColumn = (typeof COMPANY_COLUMNS)[number];

/** A row that can be imported; an empty cell is null. */
export interface CompanyRow {
  readonly name: string;
  readonly website: Website | null;
  readonly registrationNumber: string | null;
  readonly industry: string | null;
  readonly ssicCode: string | null;
  /** ISO 3166 two-letter code. */
  readonly country: string | null;
  readonly employees: number | null;
  readonly description: string | null;
}

/** What is wrong with a cell, and what to do about it. */
export interface CellProblem {
  readonly field: string;
  readonly problem: string;
}

const MAX_CELL_BYTES = 100_000;
const MAX_EMPLOYEES = 10_000_000;

const cell = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= MAX_CELL_BYTES, {
    error: `is longer than ${MAX_CELL_BYTES / 1000} kB; shorten it`,
    abort: true,
  })
  .refine((text) => !text.includes("\0"), { error: "holds a NUL character; remove it", abort: true })
  .transform((text) => text.trim());

/** One line of text; spaces and line ends within it become single spaces. */
const line = (limit: number) =>
  cell.transform((text) => text.replace(/\s+/g, " ")).pipe(z.string().max(limit, tooLong(limit)));

const optional = <Value>(read: (text: string, context: z.RefinementCtx<string>) => Value) =>
  cell.transform((text, context) => (text === "" ? null : read(text, context)));

const CompanyCells = z.object({
  company_name: line(300).pipe(z.string().min(1, "is empty; every company needs a name")),
  website: optional((text, context) => {
    const website = readWebsite(text);
    return "problem" in website ? refuse(context, website.problem) : website;
  }),
  registration_number: line(100).transform(emptyToNull),
  industry: line(200).transform(emptyToNull),
  ssic_code: optional((text, context) =>
    /^\d{2,5}$/.test(text)
      ? text
      : refuse(context, "must be two to five digits such as 62011; correct it or leave it empty"),
  ),
  country: optional(
    (text, context) =>
      readCountry(text) ??
      refuse(context, "is no country we know; write its two-letter code such as SG, or its English name"),
  ),
  employees: optional((text, context) => {
    const employees = readCount(text);
    return employees !== null && employees <= MAX_EMPLOYEES
      ? employees
      : refuse(
          context,
          `must be a whole number from 0 to ${MAX_EMPLOYEES} such as 1200; correct it or leave it empty`,
        );
  }),
  description: optional((text) => text),
});

/** Reads the cells of a row, those of absent columns being empty. */
export function readCompanyRow(
  cells: Readonly<Record<CompanyColumn, string>>,
): CompanyRow | { readonly problems: readonly CellProblem[] } {
  const { data, error } = CompanyCells.safeParse(cells);
  if (error) {
    return {
      problems: error.issues.map(({ path, message }) => ({ field: path.join("."), problem: message })),
    };
  }
  const { company_name: name, registration_number: registrationNumber, ssic_code: ssicCode, ...rest } = data;
  return { name, registrationNumber, ssicCode, ...rest };
}

/** A whole number, its thousands apart or not (`1200`, `1,200`, `1 200`, `1'200`), or as a float column writes it (`1200.0`). */
function readCount(text: string): number | null {
  const grouped = /^(\d{1,3})((?:[.,'’ \u00a0\u2009\u202f]\d{3})+)$/.exec(text);
  if (grouped !== null && new Set(grouped[2]?.replace(/\d/g, "")).size === 1) {
    return Number(text.replace(/\D/g, ""));
  }
  return /^\d+(\.0)?$/.test(text) ? Number(text) : null;
}

function refuse(context: z.RefinementCtx<string>, message: string): never {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}

function tooLong(limit: number): string {
  return `is longer than ${limit} characters; shorten it`;
}

function emptyToNull(text: string): string | null {
  return text === "" ? null : text;
}
