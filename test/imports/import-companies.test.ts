import { createReadStream } from "node:fs";
import { expect } from "chai";
import type { Transaction } from "../../src/database/database.ts";
import { InvalidInputError, NotFoundError } from "../../src/errors.ts";
import { type ImportRequest, importCompanies } from "../../src/imports/import-companies.ts";
import { RefusedFileError } from "../../src/imports/import-report.ts";
import { readCompanies } from "../../src/imports/reading/read-companies.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

const HEADER = "company_name,website,registration_number,industry,ssic_code,country,employees,description";

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

describe("importCompanies", () => {
  let test: TestDatabase;
  let tenantNumber = 0;
  let tenantId = "";

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });

  beforeEach(async () => {
    tenantNumber += 1;
    tenantId = `tenant-${tenantNumber}`;
    await createTestTenant(test.database, tenantId);
  });

  after(() => test.drop());

  function importText(text: string, options: Partial<ImportRequest> = {}) {
    return importCompanies(test.database, {
      tenantId,
      bytes: bytesOf(text),
      fileName: "companies.csv",
      actor: "cli",
      now: new Date("2026-11-02T10:00:00Z"),
      strict: false,
      ...options,
    });
  }

  async function thrownBy(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  function query<Row>(sql: string): Promise<Row[]> {
    return test.database.withTenant(tenantId, (transaction: Transaction) => transaction.query<Row[]>(sql));
  }

  it("imports the demo files whole", async () => {
    for (const file of ["companies.csv", "companies-globex.csv"]) {
      const report = await importText("", { bytes: createReadStream(`demo/${file}`) });
      expect(report).to.deep.include({
        read: 60,
        imported: 60,
        updated: 0,
        duplicates: 0,
        rejectedRows: 0,
        rejected: [],
        cells: [],
        merges: [],
        warnings: [],
        ignoredColumns: [],
      });
    }
    const [kestrel] = await query(
      `select name, website, domain, registration_number, industry, ssic_code, country, employees
       from companies where name like 'Kestrel%'`,
    );
    expect(kestrel).to.deep.equal({
      name: "Kestrel Offshore GmbH & Co. KG",
      website: "http://kestrel-offshore.example",
      domain: "kestrel-offshore.example",
      registration_number: "HRB 010007",
      industry: "Marine Services",
      ssic_code: "33150",
      country: "DE",
      employees: 13,
    });
  });

  it("keeps the rows as they came, with the line of each", async () => {
    await importText(`${HEADER}\n"A\nB",,,,,SG,,x\nC,,,,,,,\n`);
    expect(await query("select line, name, country from staging_companies order by line")).to.deep.equal([
      { line: 2, name: "A B", country: "SG" },
      { line: 4, name: "C", country: null },
    ]);
  });

  it("leaves bad rows and cells out, and reports the line, field and remedy of each", async () => {
    const report = await importText(
      `${HEADER}\nGood,,,,,,,\n,,,,SG,,,\nOdd,ftp://x.y,,,,Atlantis,,\nShort,short.example\nLong,,,,,,,,more\n`,
    );
    expect(report).to.include({ read: 5, imported: 3, rejectedRows: 2, cellsLeftOut: 2 });
    expect(report.rejected.map(({ line, field }) => `${line} ${field}`)).to.deep.equal([
      "3 company_name",
      "6 row",
    ]);
    expect(report.cells.map(({ line, field, value }) => `${line} ${field} ${value}`)).to.deep.equal([
      "4 website ftp://x.y",
      "4 country Atlantis",
    ]);
    expect(await query("select name, domain from companies order by name")).to.deep.equal([
      { name: "Good", domain: null },
      { name: "Odd", domain: null },
      { name: "Short", domain: "short.example" },
    ]);
  });

  it("imports nothing of a file with a bad row when it is strict, and reports all bad rows", async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => `Company ${index},,,,,,,`);
    rows[1200] = ",,,,,SG,,";
    rows[2400] = "X,,,,,,many,";
    const error = await thrownBy(importText([HEADER, ...rows].join("\n"), { strict: true }));
    expect(error).to.be.instanceOf(RefusedFileError);
    if (!(error instanceof RefusedFileError)) return;
    expect(error.report.rejected.map(({ line }) => line)).to.deep.equal([1202]);
    expect(error.report.cells.map(({ line }) => line)).to.deep.equal([2402]);
    expect(error.report).to.include({ importId: null, read: 2500, imported: 0, rejectedRows: 1 });
    expect(error.report.warnings.map(({ column }) => column)).to.deep.equal([
      "website",
      "country",
      "employees",
    ]);
    expect(await query("select 1 from companies union all select 1 from staging_companies")).to.deep.equal(
      [],
    );
  });

  it("leaves nothing of a file that turns out to be damaged after many rows", async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => `Company ${index},,,,,,,`);
    const error = await thrownBy(importText(`${[HEADER, ...rows].join("\n")}\n"never closed`));
    expect(error).to.be.instanceOf(InvalidInputError).with.property("field", "line 2502");
    expect(await query("select 1 from companies union all select 1 from staging_companies")).to.deep.equal(
      [],
    );
  });

  it("leaves nothing when it is stopped on the way", async () => {
    const stop = new AbortController();
    const rows = Array.from({ length: 3500 }, (_, index) => `Company ${index},,,,,,,`);
    const error = await thrownBy(
      importText([HEADER, ...rows].join("\n"), {
        signal: stop.signal,
        onProgress: (read) => {
          if (read === 2000) stop.abort(new Error("stopped"));
        },
      }),
    );
    expect(error).to.be.instanceOf(Error).with.property("message", "stopped");
    expect(await query("select 1 from companies")).to.deep.equal([]);
  });

  it("lets the last of several rows about a company win, cell by cell, wherever in the file they stand", async () => {
    const filler = Array.from({ length: 1500 }, (_, index) => `Filler ${index},,,,,,,`);
    const file = [
      HEADER,
      "First,,R 1,Software,,SG,10,kept",
      "Second,,r1,,,,20,",
      ...filler,
      "Third,,R1,,,,30,",
    ].join("\n");
    expect(await importText(file)).to.include({ read: 1503, imported: 1501, updated: 0, duplicates: 2 });
    expect(
      await query(
        "select name, industry, employees, description from companies where registration_number in ('R1', 'r1', 'R 1')",
      ),
    ).to.deep.equal([{ name: "Third", industry: "Software", employees: 30, description: "kept" }]);
  });

  it("updates what is there, empty cells leaving what is known", async () => {
    await importText(`${HEADER}\nAcme,acme.example,R1,Software,,SG,10,old\n`);
    const report = await importText(`${HEADER}\nAcme Ltd,,R1,,,,12,\nNew,,R2,,,,,\n`);
    expect(report).to.include({ imported: 1, updated: 1, duplicates: 0 });
    expect(
      await query(
        "select name, domain, country, employees from companies where registration_number in ('R1', 'r1', 'R 1')",
      ),
    ).to.deep.equal([{ name: "Acme Ltd", domain: "acme.example", country: "SG", employees: 12 }]);
  });

  it("takes the title of the code's division where the industry is empty", async () => {
    await importText(`${HEADER}\nA,,,,62011,,,\nB,,,Own words,62011,,,\nC,,,,40999,,,\n`);
    expect(await query("select name, industry from companies order by name")).to.deep.equal([
      { name: "A", industry: "Computer programming, consultancy and related activities" },
      { name: "B", industry: "Own words" },
      { name: "C", industry: null },
    ]);
  });

  it("reads headers in any case and order, and tells of columns it has no use for", async () => {
    const report = await importText("Notes;Country;COMPANY NAME\nx;SG;Acme\n");
    expect(report.ignoredColumns).to.deep.equal([{ header: "Notes", nearest: null }]);
    expect(await query("select name, country from companies")).to.deep.equal([
      { name: "Acme", country: "SG" },
    ]);
  });

  const refused: [string, string, RegExp][] = [
    [
      "without the required column",
      "record,country\nA,SG\n",
      /header: has no column company_name \(found: record, country\)/,
    ],
    ["with a column twice", "company_name,Company_Name\nA,B\n", /header: has the column company_name twice/],
    [
      "separated by something else",
      "company_name^country\nA^SG\n",
      /header: has no column company_name \(found: company_name\^country\).* separated by commas, semicolons, tabs or \|/,
    ],
    ["in UTF-16 without a mark", "c\0o\0,\0\n\0", /header: holds NUL characters.* Save it as CSV UTF-8/],
    ["without a line", "", /file: is empty/],
    [
      "without a line below its header",
      "company_name,country\n\n",
      /file: names its columns and has no rows/,
    ],
    ["whose header is quoted wrongly", '"company_name"x,country\nA,SG\n', /line 1: text follows/],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses a file ${what}`, async () => {
      const error = await thrownBy(importText(text));
      expect(error).to.be.instanceOf(InvalidInputError);
      expect(String(error)).to.match(message);
    });
  }

  it("refuses a file of more rows than it may have, naming the line", async () => {
    const read = async (maxRows: number) => {
      for await (const _ of readCompanies(bytesOf("company_name\nA\nB\nC\n"), {
        onHeader: () => undefined,
        maxRows,
      }));
    };
    await read(3);
    expect(String(await thrownBy(read(2)))).to.include("line 4: the file has more than 2 rows");
  });

  it("tells which tenants there are when it is given another", async () => {
    const error = await thrownBy(importText(HEADER, { tenantId: "nobody" }));
    expect(error).to.be.instanceOf(NotFoundError);
    if (error instanceof NotFoundError) expect(error.known).to.include(tenantId);
  });

  it("notes the step and who did it, and shows nothing to other tenants", async () => {
    await importText(`${HEADER}\nAcme,,,,,,,\n`);
    expect(await query("select step from onboarding_status")).to.deep.equal([{ step: "companies_imported" }]);
    expect(await query("select actor, action, subject from audit_log")).to.deep.equal([
      {
        actor: "cli",
        action: "companies.import",
        subject: "companies.csv",
      },
    ]);
    await createTestTenant(test.database, `${tenantId}-other`);
    const seen = await test.database.withTenant(`${tenantId}-other`, (transaction) =>
      transaction.query<unknown[]>("select 1 from companies union all select 1 from staging_companies"),
    );
    expect(seen).to.deep.equal([]);
  });

  it("lets two imports of one file run at the same moment, each company being there once", async () => {
    const rows = Array.from({ length: 1200 }, (_, index) => `Company ${index},,R${index},,,,,`);
    const [one, other] = await Promise.all([
      importText([HEADER, ...rows].join("\n")),
      importText([HEADER, ...rows.reverse()].join("\n")),
    ]);
    expect([one.imported, other.imported]).to.have.members([0, 1200]);
    expect([one.updated, other.updated]).to.have.members([0, 1200]);
  });
});
