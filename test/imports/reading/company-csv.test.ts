import { expect } from "chai";
import fc from "fast-check";
import { COMPANY_COLUMNS, type CompanyColumn } from "../../../src/imports/reading/company-columns.ts";
import { readCompanyRow } from "../../../src/imports/reading/company-csv.ts";

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

/** What the row says of one cell: its value, or `field: problem` of what was left out. */
function readCell(column: CompanyColumn, text: string) {
  const row = read({ [column]: text });
  if ("problems" in row) return row.problems.map(({ field, problem }) => `${field}: ${problem}`).join(" | ");
  const leftOut = row.notes.filter(({ isLeftOut }) => isLeftOut);
  if (leftOut.length > 0) return leftOut.map(({ field, problem }) => `${field}: ${problem}`).join(" | ");
  const { name, website, registrationNumber, industry, ssicCode, country, employees, description } =
    row.company;
  return {
    company_name: name,
    website: website === null ? null : `${website.url} ${website.domain}${website.isShared ? " shared" : ""}`,
    registration_number: registrationNumber,
    industry,
    ssic_code: ssicCode,
    country,
    employees,
    description,
  }[column];
}

/** What is said of a cell that was taken, or taken for empty. */
function noteOf(column: CompanyColumn, text: string): string[] {
  const row = read({ [column]: text });
  return "problems" in row ? [] : row.notes.map(({ value, problem }) => `${value} ${problem}`);
}

describe("readCompanyRow", () => {
  it("makes null of every empty cell but the name", () => {
    expect(read({})).to.deep.equal({
      company: {
        name: "Acme",
        website: null,
        registrationNumber: null,
        industry: null,
        ssicCode: null,
        country: null,
        employees: null,
        description: null,
      },
      notes: [],
    });
  });

  const good: [CompanyColumn, string, string | number | null][] = [
    ["company_name", "  Ångström \n Bay ", "Ångström Bay"],
    ["company_name", "=HYPERLINK(1)", "=HYPERLINK(1)"],
    ["company_name", "ab".repeat(150), "ab".repeat(150)],
    ["website", "example.com", "example.com example.com"],
    ["website", "HTTP://www.Example.co.uk/", "http://www.example.co.uk example.co.uk"],
    ["website", "example.com:8080/shop?a=1#top", "example.com:8080/shop?a=1 example.com"],
    ["website", "acme.github.io", "acme.github.io acme.github.io"],
    ["website", "http://kestrel.example", "http://kestrel.example kestrel.example"],
    ["website", "bücher.example", "xn--bcher-kva.example xn--bcher-kva.example"],
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
    ["company_name", "\ufeffAc\u200bme\u00a0Ltd\u200b", "Acme Ltd"],
    ["website", "example.com\u200b", "example.com example.com"],
    ["website", "\u00a0www.example.com\u00a0", "www.example.com example.com"],
    ["website", "https://https://example.com/x", "https://example.com/x example.com"],
    ["website", "one.example; two.example", "one.example one.example"],
    ["website", "https://one.example/a, www.two.example", "https://one.example/a one.example"],
    ["website", "https://fb.com/a", "https://fb.com/a fb.com shared"],
    ["website", "shopee.sg/c", "shopee.sg/c shopee.sg shared"],
    ["website", "https://www.yelp.co.uk/biz/x", "https://www.yelp.co.uk/biz/x yelp.co.uk shared"],
    ["website", "https://wixsite.com/me/shop", "https://wixsite.com/me/shop wixsite.com shared"],
    ["website", "n/a", null],
    ["website", " - ", null],
    ["website", "None", null],
    ["registration_number", "N/A", null],
    ["industry", "-", null],
    ["ssic_code", "62011 - Development of software", "62011"],
    ["ssic_code", "SSIC 62011", "62011"],
    ["country", "SGP", "SG"],
    ["country", "deu", "DE"],
    ["country", "U.S.A.", "US"],
    ["country", "U.S.", "US"],
    ["country", "U.K.", "GB"],
    ["country", "Deutschland", "DE"],
    ["country", "España", "ES"],
    ["country", "Korea, Republic of", "KR"],
    ["country", "Korea (the Republic of)", "KR"],
    ["country", "Iran, Islamic Republic of", "IR"],
    ["country", "Hong Kong SAR China", "HK"],
    ["country", "Hong Kong S.A.R.", "HK"],
    ["country", "Macau", "MO"],
    ["country", "PRC", "CN"],
    ["country", "P.R. China", "CN"],
    ["country", "China", "CN"],
    ["country", "The Netherlands", "NL"],
    ["country", "Republic of Korea", "KR"],
    ["country", "Viet Nam", "VN"],
    ["country", "CA", "CA"],
    ["employees", "11-50", 30],
    ["employees", "51 – 200 employees", 125],
    ["employees", "501-1,000", 750],
    ["employees", "10001 - 100000", 55_000],
    ["employees", "10001+", 10_001],
    ["employees", "10,001+ employees", 10_001],
    ["employees", "~200", 200],
    ["employees", "approx. 200", 200],
    ["employees", ">500", 500],
    ["employees", "1,200.00", 1200],
    ["employees", "1.200,00", 1200],
    ["employees", "Nov-50", 30],
    ["employees", "02-Oct", 6],
    ["employees", "1.2k", 1200],
    ["employees", "Self-employed", 1],
    ["employees", "n/a", null],
    ["employees", "11‑50", 30],
    ["employees", "１１～５０", 30],
    ["employees", "SIZE_11_TO_50", 30],
    ["employees", "between 11 and 50", 30],
    ["employees", "Medium (51-200)", 125],
    ["employees", "C: 11-50", 30],
    ["employees", "50 (2024)", 50],
    ["employees", "51 à 200", 125],
    ["employees", "fewer than 10", 10],
    ["employees", "1,20,000", 120_000],
    ["country", "Congo (Kinshasa)", "CD"],
    ["country", "Congo, Dem. Rep.", "CD"],
    ["country", "Congo, Rep.", "CG"],
    ["country", "Korea, Dem. People's Rep.", "KP"],
    ["country", "Czech Rep.", "CZ"],
    ["country", "SG - Singapore", "SG"],
    ["country", "Myanmar (Burma)", "MM"],
    ["country", "Malaysia 🇲🇾", "MY"],
    ["country", "🇸🇬", "SG"],
    ["country", "Berlin, Germany", "DE"],
    ["country", "Atlanta, Georgia, United States", "US"],
    ["country", "Singapore, Central Region, Singapore", "SG"],
    ["website", "htp://example.com/a", "http://example.com/a example.com"],
    ["website", "https//example.com", "https://example.com example.com"],
    ["website", "https://http//example.com", "http://example.com example.com"],
    ["website", "Website: example.com.", "example.com example.com"],
    ["website", "<https://example.com> (main)", "https://example.com example.com"],
    ["website", "[Acme](https://example.com)", "https://example.com example.com"],
    ["website", "jo@example.com / example.com", "example.com example.com"],
    ["website", "acme.squarespace.com", "acme.squarespace.com squarespace.com shared"],
    ["website", "https://amzn.to/x", "https://amzn.to/x amzn.to shared"],
    ["website", "xhslink.com/x", "xhslink.com/x xhslink.com shared"],
    ["registration_number", '="00123456"', "00123456"],
    ["registration_number", "'00123456", "00123456"],
    ["registration_number", "UEN: 201812345K", "201812345K"],
    ["registration_number", "201812345.0", "201812345"],
    ["registration_number", "#REF!", null],
    ["registration_number", "######", null],
    ["registration_number", "TBC", null],
    ["ssic_code", "J62011", "62011"],
    ["ssic_code", "(62011) Development", "62011"],
    ["industry", "[not provided]", null],
    ["industry", "--None--", null],
    ["description", "-2+3 are=data\r\nas written", "-2+3 are=data\r\nas written"],
    ["description", "ab".repeat(50_000), "ab".repeat(50_000)],
  ];
  for (const [column, text, value] of good) {
    it(`reads ${column} ${JSON.stringify(text.slice(0, 40))} as ${JSON.stringify(value)?.slice(0, 60)}`, () => {
      expect(readCell(column, text)).to.equal(value);
    });
  }

  const bad: [CompanyColumn, string, RegExp][] = [
    ["company_name", " \n ", /^company_name: is empty; every company needs a name$/],
    ["company_name", "n/a", /^company_name: is "n\/a"; every company needs a name$/],
    ["company_name", "#REF!", /^company_name: is "#REF!"/],
    ["registration_number", "000000000", /^registration_number: has no digit but zero/],
    ["website", "https://www.linkedin.com/in/jo-doe", /^website: is somebody's profile/],
    ["country", "Singapore, Malaysia", /^country: is no country we know/],
    ["country", "Atlanta, Georgia", /^country: is no country we know/],
    ["country", "San Francisco, CA", /^country: is no country we know/],
    ["company_name", "x".repeat(301), /^company_name: is longer than 300 characters; shorten it$/],
    ["company_name", "a\0b", /^company_name: holds a NUL character; remove it$/],
    ["website", "ftp://example.com", /^website: begins with ftp:, but must be/],
    ["website", "javascript:alert(1)", /^website: begins with javascript:/],
    ["website", "not a site", /^website: is not a web address/],
    ["website", "info@d.example", /^website: is an e-mail address/],
    ["website", "http://", /^website: is not a web address/],
    ["registration_number", "2.01812E+11", /^registration_number: was rounded by a spreadsheet/],
    ["registration_number", "2,01812e11", /^registration_number: was rounded by a spreadsheet/],
    ["website", "http://127.0.0.1/", /^website: has no domain name/],
    ["website", "http://[::1]/", /^website: has no domain name/],
    ["website", "localhost", /^website: has no domain name/],
    ["website", "https://user:word@example.com", /^website: holds a user name or password/],
    ["website", `example.com/${"x".repeat(2000)}`, /^website: is longer than 2000/],
    ["ssic_code", "6", /^ssic_code: must begin with two to five digits/],
    ["ssic_code", "620111", /^ssic_code: must begin with two to five digits/],
    ["country", "Atlantis", /^country: is no country we know/],
    ["country", "EU", /^country: is no country we know/],
    ["country", "ZZ", /^country: is no country we know/],
    ["employees", "-1", /^employees: is no number of employees/],
    ["employees", "1.5", /^employees: is no number of employees/],
    ["employees", "1,20", /^employees: is no number of employees/],
    ["employees", "1,200.300", /^employees: is no number of employees/],
    ["employees", "many", /^employees: is no number of employees/],
    ["employees", "10000001", /^employees: is no number of employees from 0 to 10000000/],
    ["description", "x".repeat(100_001), /^description: is longer than 100 kB; shorten it$/],
    ["description", "é".repeat(50_001), /^description: is longer than 100 kB/],
  ];
  for (const [column, text, problem] of bad) {
    it(`refuses ${column} ${JSON.stringify(text.slice(0, 40))}`, () => {
      expect(readCell(column, text)).to.match(problem);
    });
  }

  it("never loses a company for an optional cell", () => {
    const row = read({ website: "ftp://x", employees: "x", country: "Atlantis", ssic_code: "a" });
    expect("company" in row && row.notes.map(({ field }) => field)).to.deep.equal([
      "website",
      "ssic_code",
      "country",
      "employees",
    ]);
  });

  it("says what it made of a cell, with its value, and masks what may be somebody's address", () => {
    expect(noteOf("employees", "11-50")).to.deep.equal(["11-50 is taken for 30"]);
    expect(noteOf("employees", "1,200.00")).to.deep.equal([]);
    expect(noteOf("website", "n/a")).to.deep.equal(["n/a is taken for empty"]);
    expect(noteOf("website", "a.example b.example")).to.deep.equal([
      "a.example b.example holds 2 addresses; the first web address is taken",
    ]);
    for (const text of ["a.example / b.example", "a.example and www.b.example", "a.example; b.example"])
      expect(noteOf("website", text)).to.deep.equal([
        `${text} holds 2 addresses; the first web address is taken`,
      ]);
    const [address = ""] = noteOf("website", "jo.doe@d.example");
    expect(address).to.match(/^…@d\.example is an e-mail address/);
  });

  it("answers whatever the cells hold", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...COMPANY_COLUMNS),
        fc.string({ unit: "binary", maxLength: 50 }),
        (column, text) => {
          const row = read({ [column]: text });
          if ("problems" in row) expect(column).to.equal("company_name");
          else expect(row.notes.every(({ field }) => field === column)).to.equal(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
