import { z } from "zod";
import { isPlaceholder, quoteCell, withoutInvisible, withoutTextMark } from "./cell-placeholders.ts";
import type { CompanyColumn } from "./company-columns.ts";
import { readCountry, readCountryOfPlace } from "./country-codes.ts";
import { readEmployees } from "./read-employees.ts";
import { readWebsite, splitWebsites, type Website } from "./read-website.ts";

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

/** A cell of a row that was imported: what was made of it. */
export interface CellNote extends CellProblem {
  /** What the cell holds, shortened, and masked where it may be an address. */
  readonly value: string;
  /** Whether the cell was left out; false where something was made of it. */
  readonly isLeftOut: boolean;
}

const MAX_CELL_BYTES = 100_000;

const cell = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= MAX_CELL_BYTES, {
    error: `is longer than ${MAX_CELL_BYTES / 1000} kB; shorten it`,
    abort: true,
  })
  .refine((text) => !text.includes("\0"), { error: "holds a NUL character; remove it", abort: true })
  .transform(withoutInvisible);

/** One line of text; spaces and line ends within it become single spaces. */
const line = (limit: number) =>
  cell
    .transform((text) => text.replace(/\s+/g, " "))
    .pipe(z.string().max(limit, `is longer than ${limit} characters; shorten it`));

const CompanyName = line(300).pipe(
  z
    .string()
    .min(1, "is empty; every company needs a name")
    .refine((text) => !isPlaceholder(text), {
      error: ({ input }) => `is "${quoteCell(String(input))}"; every company needs a name`,
    }),
);

/** Reads an optional cell that is neither empty nor a placeholder; `report` says that only a part of it was taken. */
type ReadCell<Value> = (
  text: string,
  report: (problem: string) => void,
) => Value | { readonly problem: string };

/** Reads the cells of a row, those of absent columns being empty. Only its name can cost a company its row. */
export function readCompanyRow(
  cells: Readonly<Record<CompanyColumn, string>>,
):
  | { readonly company: CompanyRow; readonly notes: readonly CellNote[] }
  | { readonly problems: readonly CellProblem[] } {
  const name = CompanyName.safeParse(cells.company_name);
  if (!name.success) {
    return {
      problems: name.error.issues.map(({ message }) => ({ field: "company_name", problem: message })),
    };
  }
  const notes: CellNote[] = [];

  function optional<Value extends string | number | Website>(
    field: CompanyColumn,
    schema: z.ZodType<string, string>,
    read: ReadCell<Value>,
  ): Value | null {
    const note = (problem: string, isLeftOut: boolean) =>
      notes.push({ field, problem, value: quoteCell(cells[field]), isLeftOut });
    const parsed = schema.safeParse(cells[field]);
    if (!parsed.success) {
      note(parsed.error.issues.map(({ message }) => message).join("; "), true);
      return null;
    }
    if (parsed.data === "") return null;
    if (isPlaceholder(parsed.data)) {
      note("is taken for empty", false);
      return null;
    }
    const value = read(parsed.data, (problem) => note(problem, false));
    if (!isProblem(value)) return value;
    note(value.problem, true);
    return null;
  }

  const company: CompanyRow = {
    name: name.data,
    website: optional<Website>("website", cell, readWebsiteCell),
    registrationNumber: optional<string>("registration_number", line(100), readRegistrationNumber),
    industry: optional<string>("industry", line(200), (text) => text),
    ssicCode: optional<string>("ssic_code", cell, readSsicCode),
    country: optional<string>("country", cell, (text, report) => {
      const country = readCountry(text);
      if (country !== null) return country;
      const place = readCountryOfPlace(text);
      if (place !== null) report(`is taken for ${place}`);
      return (
        place ?? {
          problem: "is no country we know; write its two-letter code such as SG, or its English name",
        }
      );
    }),
    employees: optional<number>("employees", cell, (text, report) => {
      const employees = readEmployees(text);
      if (employees === null) {
        return {
          problem: "is no number of employees from 0 to 10000000; write it like 1200, 11-50 or 10001+",
        };
      }
      if (!/^[\d\s.,'’]+$/.test(text)) report(`is taken for ${employees}`);
      return employees;
    }),
    description: optional<string>("description", cell, (text) => text),
  };
  return { company, notes };
}

function isProblem(value: unknown): value is { readonly problem: string } {
  return typeof value === "object" && value !== null && "problem" in value;
}

function readWebsiteCell(
  text: string,
  report: (problem: string) => void,
): Website | { readonly problem: string } {
  const [first = "", ...others] = splitWebsites(text);
  if (others.length > 0) report(`holds ${others.length + 1} addresses; the first web address is taken`);
  return readWebsite(first);
}

/** What stands before a number on forms: `UEN: 201812345K`. */
const NUMBER_LABEL =
  /^(?:uen|crn|brn|(?:company |business )?reg(?:istration)?\.? (?:no|number)|(?:company|co) no)\b\.?\s{0,9}[:#]?\s{0,9}(?=\S)/i;

/** Excel shows long numbers rounded (`2.01812E+11`), and saves what it shows; a column with gaps is saved as `201812345.0`. */
function readRegistrationNumber(
  text: string,
  report: (problem: string) => void,
): string | { readonly problem: string } {
  const plain = withoutTextMark(text);
  if (/^\d+([.,]\d+)?e\+?\d+$/i.test(plain)) {
    return { problem: "was rounded by a spreadsheet; format the column as text and export it again" };
  }
  const number = plain.replace(NUMBER_LABEL, "").replace(/^(\d+)\.0$/, "$1");
  if (!/[1-9]/.test(number)) {
    return { problem: "has no digit but zero, so it cannot be the number of one company" };
  }
  if (number !== plain) report(`is taken for ${number}`);
  return number;
}

/** The code at the beginning of a cell: `62011`, or `62011 - Development of software`. */
function readSsicCode(text: string): string | { readonly problem: string } {
  const code = /^\(?(?:ssic\s{0,9}:?\s{0,9})?[a-u]?(\d{2,5})(?:\.0)?(?![\d.])/i.exec(
    withoutTextMark(text),
  )?.[1];
  return code ?? { problem: "must begin with two to five digits such as 62011" };
}
