import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Transaction } from "../../src/database/database.ts";
import { ConflictError, NotFoundError } from "../../src/errors.ts";
import { findCompanies, mergeCompanies } from "../../src/imports/company-admin-store.ts";
import { importCompanies } from "../../src/imports/import-companies.ts";
import { RefusedFileError } from "../../src/imports/import-report.ts";
import { type ColumnMap, DoubtfulHeaderError } from "../../src/imports/reading/read-header.ts";
import { undoImport } from "../../src/imports/undo-import.ts";
import { rejection } from "../support/rejection.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

const HUBSPOT = join(import.meta.dirname, "hubspot.csv");
const HEADER = "company_name,website,registration_number,industry,ssic_code,country,employees,description";

describe("importing what people have", () => {
  let test: TestDatabase;
  let tenantId = "";
  let count = 0;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });

  beforeEach(async () => {
    count += 1;
    tenantId = `tenant-${count}`;
    await createTestTenant(test.database, tenantId);
  });

  after(() => test.drop());

  async function* bytesOf(text: string | Buffer): AsyncGenerator<Buffer> {
    yield Buffer.from(text);
  }

  function load(text: string | Buffer, options: { strict?: boolean; map?: ColumnMap } = {}) {
    return importCompanies(test.database, {
      tenantId,
      bytes: bytesOf(text),
      fileName: "file.csv",
      actor: "cli",
      now: new Date(Date.UTC(2026, 10, 2, 10, count)),
      strict: false,
      ...options,
    });
  }

  const rows = (...lines: readonly string[]) => `${HEADER}\n${lines.join("\n")}\n`;

  function query<Row>(sql: string): Promise<Row[]> {
    return test.database.withTenant(tenantId, (transaction: Transaction) => transaction.query<Row[]>(sql));
  }

  const names = async () =>
    (await query<{ name: string }>("select name from companies order by name")).map(({ name }) => name);

  describe("by the headers of other programs", () => {
    const exports: [string, string, string][] = [
      ["Salesforce", "Account Name,Website,Billing Country,Employees", "Acme,acme.example,Singapore,12"],
      [
        "Pipedrive",
        "Organization - Name;Organization - Website;Organization - Country of Address;Organization - Number of employees",
        "Acme;acme.example;Singapore;12",
      ],
      [
        "Apollo",
        "Company Name,Company Name for Emails,# Employees,Industry,Website,Company Linkedin Url,Company Country",
        "Acme,Acme,12,software,acme.example,http://linkedin.com/company/acme,Singapore",
      ],
      [
        "Apollo's people, who may live elsewhere",
        "First Name,Last Name,Company,# Employees,Website,Country,Company Country",
        "Jo,Doe,Acme,12,acme.example,France,Singapore",
      ],
      [
        "Pipedrive's list view",
        "Name,Label,Website,Employee count,Country of Address",
        "Acme,,acme.example,12,Singapore",
      ],
      [
        "Salesforce's data loader",
        "ID,NAME,WEBSITE,BILLINGCOUNTRY,BILLINGCOUNTRYCODE,NUMBEROFEMPLOYEES",
        "001,Acme,acme.example,,SG,12",
      ],
      [
        "LinkedIn's Sales Navigator",
        "Company Name,Company Website,Company Employee Count,Company HQ",
        'Acme,acme.example,12,"Singapore, Singapore"',
      ],
      ["spreadsheets", " COMPANY-NAME ,Web-Site,Country_Name,No. of Employees", "Acme,acme.example,SG,12"],
      ["LinkedIn", "companyname,companywebsite,companycountry,companysize", "Acme,acme.example,SG,11-13"],
    ];
    for (const [program, header, row] of exports) {
      it(`reads those of ${program}`, async () => {
        const report = await load(`${header}\n${row}\n`);
        expect(report.warnings).to.deep.equal([]);
        expect(await query("select name, domain, country, employees from companies")).to.deep.equal([
          { name: "Acme", domain: "acme.example", country: "SG", employees: 12 },
        ]);
      });
    }

    it("reads a whole export of HubSpot, and finds every company of it again", async () => {
      const text = readFileSync(HUBSPOT);
      const first = await load(text);
      // One row has no name.
      expect(first).to.include({ read: 30, imported: 28, duplicates: 1, rejectedRows: 1 });
      expect(first.readFrom).to.include({
        website: "Website URL",
        country: "Country/Region",
        employees: "Number of Employees",
      });
      const again = await load(text);
      expect(again).to.include({ imported: 0, updated: first.imported });
      const bare = String(text)
        .replace('"Website URL"', '"Old site"')
        .replace('"Company Domain Name"', '"Old domain"');
      expect(await load(bare, { map: new Map([["website", null]]) })).to.include({ imported: 0 });
    });

    it("makes no twins when the web site is only understood the second time", async () => {
      await load("company_name,country\nAcme Pte Ltd,SG\nZeta,SG\n");
      const report = await load(
        rows("Acme Pte. Ltd.,acme.example,,,,SG,,", "Zeta,zeta.example,201812345K,,,SG,,"),
      );
      expect(report).to.include({ imported: 0, updated: 2 });
      expect(report.merges.map(({ line, by }) => `${line} ${by}`)).to.deep.equal(["2 name", "3 name"]);
    });

    it("takes neither the title of a Salesforce report nor its footer for companies", async () => {
      const report = await load(
        [
          "Accounts without an owner",
          "",
          '"Account Name","Website","Billing Country","Employees"',
          '"Acme","acme.example","Singapore","12"',
          '"Zeta","zeta.example","Singapore","13"',
          "",
          '"Accounts without an owner"',
          '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."',
          '"Confidential Information - Do Not Distribute"',
          '"Generated By:  Jo Doe  11/2/2026 10:12 AM"',
          '"Acme Holding"',
        ].join("\n"),
      );
      expect(report).to.include({ read: 2, imported: 2, headerLine: 3 });
      expect(await names()).to.deep.equal(["Acme", "Zeta"]);
    });

    it("asks about a header that looks like a column that is missing, and takes the answer", async () => {
      const text = "company_name,Our web site (main),country\nAcme,acme.example,SG\n";
      const error = await rejection(load(text));
      expect(error).to.be.instanceOf(DoubtfulHeaderError);
      expect(String(error)).to.include('--map website="Our web site (main)"');
      expect(await query("select 1 from companies")).to.deep.equal([]);
      await load(text, { map: new Map([["website", "our web site (main)"]]) });
      expect(await query("select domain from companies")).to.deep.equal([{ domain: "acme.example" }]);
    });

    it("warns of a column that is missing or empty in every row, and refuses it when strict", async () => {
      const text = "company_name,website,country\nAcme,,SG\nZeta,n/a,SG\n";
      expect((await load(text)).warnings).to.deep.equal([
        { column: "website", problem: "is empty in every row" },
        { column: "employees", problem: "is missing" },
      ]);
      const error = await rejection(load(text, { strict: true }));
      expect(error).to.be.instanceOf(RefusedFileError);
      expect(String(error)).to.include("the column website is empty in every row");
    });

    it("names the column that an ignored header looks like", async () => {
      const report = await load(
        "company_name,website,country,employees,Descripton,Phone\nA,a.example,SG,1,x,1\n",
      );
      expect(report.ignoredColumns).to.deep.equal([
        { header: "Descripton", nearest: "description" },
        { header: "Phone", nearest: null },
      ]);
    });
  });

  describe("with different companies", () => {
    const apart: [string, string[]][] = [
      [
        "whose numbers a spreadsheet rounded to the same",
        ["A,a.example,2.01812E+11,,,SG,,", "Z,z.example,2.01812E+11,,,SG,,"],
      ],
      [
        "with one number of two German courts",
        ["A GmbH,a.example,HRB 12345,,,DE,,", "Z GmbH,z.example,HRB 12345,,,DE,,"],
      ],
      [
        "with one number in two countries",
        ["E Ltd,e.example,05412345,,,GB,,", "T AB,t.example,05412345,,,SE,,"],
      ],
      [
        "on one platform",
        [
          "A,https://fb.com/a,,,,SG,,",
          "B,https://fb.com/b,,,,SG,,",
          "C,wa.me/1,,,,SG,,",
          "D,wa.me/2,,,,SG,,",
        ],
      ],
      [
        "on a platform with a domain in every country",
        [
          "A,shopee.sg/a,,,,,,",
          "B,shopee.sg/b,,,,,,",
          "C,www.yelp.com/biz/c,,,,,,",
          "D,yelp.com/biz/d,,,,,,",
        ],
      ],
      ["with one number of two states", ["A Inc,a.example,7654321,,,US,,", "Z Inc,z.example,7654321,,,US,,"]],
      [
        "with one number of two courts that is written without the register",
        ["A GmbH,a.example,12345,,,DE,,", "Z GmbH,z.example,12345,,,DE,,"],
      ],
      [
        "with one number, whose countries nobody told and whose names and sites differ",
        ["A,a.example,12345,,,,,", "Z,z.example,12345,,,,,"],
      ],
      [
        "with what forms and spreadsheets write for no number",
        ["A,,0,,,SG,,", "Z,,000000,,,SG,,", "Y,,#REF!,,,SG,,", "X,,TBC,,,SG,,"],
      ],
      ["of one name in two countries", ["Acme,,,,,SG,,", "Acme,,,,,MY,,"]],
      ["of one name with two web sites", ["Acme,acme.example,,,,,,", "Acme,acme-other.example,,,,,,"]],
      [
        "of one group's web site with two numbers",
        ["Acme SG,acme.example,R1,,,SG,,", "Acme Holding,acme.example,R2,,,SG,,"],
      ],
    ];
    for (const [what, lines] of apart) {
      it(`keeps those apart ${what}`, async () => {
        const report = await load(rows(...lines));
        expect(report).to.include({ imported: lines.length, duplicates: 0 });
        expect(report.merges).to.deep.equal([]);
        expect(await load(rows(...lines))).to.include({ imported: 0, updated: lines.length });
      });
    }
  });

  describe("with one company", () => {
    it("finds it by its domain when its number is learnt later, and by its number from then on", async () => {
      await load(rows("Acme Pte Ltd,acme.example,,,,SG,,"));
      expect(await load(rows("Acme Pte Ltd,acme.example,201812345K,,,SG,,"))).to.include({ updated: 1 });
      const moved = await load(rows("Acme Group,acme-group.example,201812345K,,,SG,,"));
      expect(moved).to.include({ imported: 0, updated: 1 });
      expect(moved.merges).to.have.length(1);
      expect(moved.merges[0]).to.include({ line: 2, name: "Acme Group", into: "Acme Pte Ltd" });
      expect(await names()).to.deep.equal(["Acme Group"]);
    });

    it("finds it by its domain where a spreadsheet lost the zeros of its number", async () => {
      await load(rows("Acme Ltd,acme.example,05412345,,,GB,,"));
      expect(await load(rows("Acme Limited,acme.example,5412345,,,GB,,"))).to.include({ updated: 1 });
    });

    it("finds it by its number where nobody tells its country or site", async () => {
      await load(rows("Acme Pte Ltd,,201812345K,,,,,"));
      expect(await load(rows("Acme Private Limited,,201812345K,,,,,"))).to.include({ updated: 1 });
    });

    it("reports each row that it joined with an earlier one, also far apart", async () => {
      const filler = Array.from({ length: 1_200 }, (_, index) => `Filler ${index},,,,,,,`);
      const report = await load(
        rows("Acme,acme.example,,,,SG,,", ...filler, "ACME Ltd,www.acme.example,,,,SG,,"),
      );
      expect(report).to.include({ imported: 1_201, duplicates: 1, mergedRows: 1 });
      expect(report.merges[0]).to.include({ line: 1203, name: "ACME Ltd", into: "Acme", by: "domain" });
    });
  });

  describe("after two were merged by hand", () => {
    it("brings back neither when the file comes again", async () => {
      const file = rows("Acme,acme.example,,,,SG,,", "Zeta,zeta.example,,,,MY,12,");
      await load(file);
      await test.database.withTenant(tenantId, async (transaction) => {
        const [into] = await findCompanies(transaction, tenantId, "acme.example");
        const [from] = await findCompanies(transaction, tenantId, "zeta");
        const pair = { intoId: into?.companyId ?? "", fromId: from?.companyId ?? "" };
        await mergeCompanies(transaction, tenantId, pair);
      });
      expect(await query("select name, employees from companies")).to.deep.equal([
        { name: "Acme", employees: 12 },
      ]);
      expect(await load(file)).to.include({ imported: 0, updated: 1 });
    });
  });

  describe("and taking it back", () => {
    const undo = (reference: string) =>
      undoImport({ database: test.database, clock: () => new Date() }, { tenantId, reference, actor: "cli" });

    it("removes what it brought and puts back what it changed, of nobody else's", async () => {
      await load(rows("Acme,acme.example,,,,SG,10,old"));
      const { importId } = await load(rows("Acme Ltd,acme.example,R1,,,SG,20,", "New,new.example,,,,,,"));
      expect(await undo(importId?.slice(0, 8) ?? "")).to.include({ removed: 1, restored: 1, kept: 0 });
      expect(
        await query("select name, registration_number, employees, description from companies"),
      ).to.deep.equal([{ name: "Acme", registration_number: null, employees: 10, description: "old" }]);
      expect(await load(rows("Other,other.example,R1,,,SG,,"))).to.include({ imported: 1 });
      expect(await query("select action from audit_log where action like 'companies.undo%'")).to.have.length(
        1,
      );
    });

    it("keeps what was changed by hand since, and companies that a later import has too", async () => {
      const { importId } = await load(rows("Acme,acme.example,,,,SG,10,", "Zeta,zeta.example,,,,,,"));
      count += 1;
      await load(rows("Zeta,zeta.example,,,,,5,"));
      expect(await undo(importId ?? "")).to.include({ removed: 1, restored: 0, kept: 1 });
      expect(await names()).to.deep.equal(["Zeta"]);
    });

    it("is done once, and for an import that there was", async () => {
      const { importId } = await load(rows("Acme,,,,,,,"));
      await undo(importId ?? "");
      expect(await rejection(undo(importId ?? ""))).to.be.instanceOf(ConflictError);
      expect(await rejection(undo("ffffffff"))).to.be.instanceOf(NotFoundError);
    });
  });
});
