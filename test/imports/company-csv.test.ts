import { expect } from "chai";
import fc from "fast-check";
import { COMPANY_COLUMNS, type CompanyColumn, readCompanyRow } from "../../src/imports/company-csv.ts";

const EMPTY = {
  company_name: "Acme",
  website: "",
  registration_number: "",
  industry: "",
  ssic_code: "",
  country: "",
  employees: "",
  description: "",
};

function read(cells: Partial<Record<CompanyColumn, string>>) {
  return readCompanyRow({ ...EMPTY, ...cells });
}

/** What the row says of one cell: its value, or `field: problem`. */
function readCell(column: CompanyColumn, text: string) {
  const row = read({ [column]: text });
  if ("problems" in row) return row.problems.map(({ field, problem }) => `${field}: ${problem}`).join(" | ");
  const { name, website, registrationNumber, industry, ssicCode, country, employees, description } = row;
  return {
    company_name: name,
    website: website === null ? null : `${website.url} ${website.domain}`,
    registration_number: registrationNumber,
    industry,
    ssic_code: ssicCode,
    country,
    employees,
    description,
  }[column];
}

describe("readCompanyRow", () => {
  it("makes null of every empty cell but the name", () => {
    expect(read({})).to.deep.equal({
      name: "Acme",
      website: null,
      registrationNumber: null,
      industry: null,
      ssicCode: null,
      country: null,
      employees: null,
      description: null,
    });
  });

  const good: [CompanyColumn, string, string | number | null][] = [
    ["company_name", "  Ångström \n Bay ", "Ångström Bay"],
    ["company_name", "=HYPERLINK(1)", "=HYPERLINK(1)"],
    ["company_name", "x".repeat(300), "x".repeat(300)],
    ["website", "example.com", "https://example.com example.com"],
    ["website", "HTTP://www.Example.co.uk/", "http://www.example.co.uk example.co.uk"],
    ["website", "example.com:8080/shop?a=1#top", "https://example.com:8080/shop?a=1 example.com"],
    ["website", "acme.github.io", "https://acme.github.io acme.github.io"],
    ["website", "http://kestrel.example", "http://kestrel.example kestrel.example"],
    ["website", "bücher.example", "https://xn--bcher-kva.example xn--bcher-kva.example"],
    ["registration_number", " HRB  010007 ", "HRB 010007"],
    ["ssic_code", "62011", "62011"],
    ["ssic_code", "62", "62"],
    ["country", "sg", "SG"],
    ["country", "UK", "GB"],
    ["country", "Singapore", "SG"],
    ["country", "united states", "US"],
    ["country", "USA", "US"],
    ["country", "Türkiye", "TR"],
    ["country", "turkiye", "TR"],
    ["country", "Hong Kong", "HK"],
    ["country", "Côte d’Ivoire", "CI"],
    ["employees", "0", 0],
    ["employees", "1,200", 1200],
    ["employees", "1 200", 1200],
    ["employees", "1\u202f200", 1200],
    ["employees", "1.200.000", 1_200_000],
    ["employees", "12.0", 12],
    ["employees", "10000000", 10_000_000],
    ["description", "-2+3 are=data\r\nas written", "-2+3 are=data\r\nas written"],
    ["description", "x".repeat(100_000), "x".repeat(100_000)],
  ];
  for (const [column, text, value] of good) {
    it(`reads ${column} ${JSON.stringify(text.slice(0, 40))} as ${JSON.stringify(value)?.slice(0, 60)}`, () => {
      expect(readCell(column, text)).to.equal(value);
    });
  }

  const bad: [CompanyColumn, string, RegExp][] = [
    ["company_name", " \n ", /^company_name: is empty; every company needs a name$/],
    ["company_name", "x".repeat(301), /^company_name: is longer than 300 characters; shorten it$/],
    ["company_name", "a\0b", /^company_name: holds a NUL character; remove it$/],
    ["website", "ftp://example.com", /^website: begins with ftp:, but must be/],
    ["website", "javascript:alert(1)", /^website: begins with javascript:/],
    ["website", "not a site", /^website: is not a web address/],
    ["website", "n/a", /^website: has no domain name/],
    ["website", "http://127.0.0.1/", /^website: has no domain name/],
    ["website", "http://[::1]/", /^website: has no domain name/],
    ["website", "localhost", /^website: has no domain name/],
    ["website", "https://user:word@example.com", /^website: holds a user name or password/],
    ["website", `example.com/${"x".repeat(2000)}`, /^website: is longer than 2000/],
    ["ssic_code", "6", /^ssic_code: must be two to five digits/],
    ["ssic_code", "620111", /^ssic_code: must be two to five digits/],
    ["country", "Atlantis", /^country: is no country we know/],
    ["country", "EU", /^country: is no country we know/],
    ["country", "ZZ", /^country: is no country we know/],
    ["employees", "-1", /^employees: must be a whole number/],
    ["employees", "1.5", /^employees: must be a whole number/],
    ["employees", "1,20", /^employees: must be a whole number/],
    ["employees", "1,200.300", /^employees: must be a whole number/],
    ["employees", "many", /^employees: must be a whole number/],
    ["employees", "10000001", /^employees: must be a whole number from 0 to 10000000/],
    ["description", "x".repeat(100_001), /^description: is longer than 100 kB; shorten it$/],
    ["description", "é".repeat(50_001), /^description: is longer than 100 kB/],
  ];
  for (const [column, text, problem] of bad) {
    it(`refuses ${column} ${JSON.stringify(text.slice(0, 40))}`, () => {
      expect(readCell(column, text)).to.match(problem);
    });
  }

  it("tells of every bad cell of a row", () => {
    const row = read({ company_name: "", employees: "x", country: "?" });
    expect("problems" in row && row.problems.map(({ field }) => field)).to.deep.equal([
      "company_name",
      "country",
      "employees",
    ]);
  });

  it("answers whatever the cells hold, keeping a formula as it is", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...COMPANY_COLUMNS),
        fc.string({ unit: "binary", maxLength: 50 }),
        (column, text) => {
          const row = read({ [column]: text });
          if ("problems" in row) expect(row.problems.every(({ field }) => field === column)).to.equal(true);
          else if (column === "description") expect(row.description ?? "").to.equal(text.trim());
        },
      ),
      { numRuns: 200 },
    );
  });
});
