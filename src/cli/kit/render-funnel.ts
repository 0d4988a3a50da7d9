import type { CandidateFunnel, ValueCount } from "../../database/tenants/candidate-funnel-store.ts";
import { printable } from "./render-table.ts";

/** How many companies pass each filter, and what the tenant's data has. */
export function renderFunnel(funnel: CandidateFunnel): string {
  const { companies, fitting, byIndustryAlone, excluded, rules } = funnel;
  if (companies === 0)
    return "There are no companies yet: node_modules/.bin/nightshift import FILE --tenant …";
  return [
    `${fitting} of ${companies} companies fit the profile${byIndustryAlone === 0 ? "" : `, ${byIndustryAlone} more by industry alone`}${excluded === 0 ? "" : `; ${excluded} fit and are excluded`}.`,
    ...rules.map(
      ({ name, byIndustry, byCountry, bySize }) =>
        `  rule ${printable(name)}: ${byIndustry} by industry, ${byCountry} of those by country, ${bySize} of those by size`,
    ),
    ...(fitting * 5 < companies ? renderValues(funnel) : []),
  ].join("\n");
}

/** One line that says why few or none fit. */
export function funnelSentence({
  companies,
  fitting,
  byIndustryAlone,
  excluded,
  rules,
}: CandidateFunnel): string {
  const of = rules.map(
    ({ name, byIndustry, inCountries, ofSize }) =>
      `rule ${printable(name)} alone: ${byIndustry} by industry, ${inCountries} by country, ${ofSize} by size`,
  );
  const more = byIndustryAlone === 0 ? "" : ` (${byIndustryAlone} more by industry alone)`;
  const less = excluded === 0 ? "" : `, ${excluded} fit and are excluded`;
  return [`${fitting} of ${companies} companies fit${more}${less}`, ...of].join("; ");
}

function renderValues({ industries, countries, sizes }: CandidateFunnel): string[] {
  const line = (values: readonly ValueCount[]) =>
    values.map(({ value, count }) => `${value === null ? "none" : printable(value)} (${count})`).join(", ");
  return [
    "The companies have:",
    `  industries: ${line(industries)}`,
    `  countries:  ${line(countries)}`,
    `  employees:  ${line(sizes)}`,
  ];
}
