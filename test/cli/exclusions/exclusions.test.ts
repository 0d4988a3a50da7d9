import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createCli } from "../support/create-cli.ts";

const Report = z.looseObject({ rejected: z.array(z.object({ line: z.number() })) });

describe("exclusions on the command line", () => {
  let test: TestDatabase;
  const cli = createCli("exclusions", () => test);
  const inTenant = <Row>(sql: string, values: unknown[] = []) =>
    test.database.withTenant("acme", (transaction) => transaction.query<Row[]>(sql, values));
  const list = async () => (await cli("list", "--tenant", "acme")).out;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await inTenant(`insert into companies (tenant_id, company_id, natural_key, name, website, domain, country) values
      ('acme', '00000000-0000-4000-8000-000000000001', 'a', 'Rival Pte. Ltd.', 'rival.example', 'rival.example', 'SG'),
      ('acme', '00000000-0000-4000-8000-000000000002', 'b', 'Twin AG', null, null, 'CH'),
      ('acme', '00000000-0000-4000-8000-000000000003', 'c', 'Twin AG', null, null, 'DE'),
      ('acme', '00000000-0000-4000-8000-000000000004', 'd', 'Partner GmbH', 'partner.example', 'partner.example', 'DE')`);
  });
  beforeEach(() =>
    inTenant(`insert into lead_emails (tenant_id, company_id, email, source, is_webmail) values
      ('acme', '00000000-0000-4000-8000-000000000004', 'jo.lee@partner.example', 'site', false),
      ('acme', '00000000-0000-4000-8000-000000000004', 'kim@mail.rival.example', 'site', false),
      ('acme', '00000000-0000-4000-8000-000000000004', 'max@partner.example', 'site', false) on conflict do nothing`),
  );
  afterEach(() => inTenant("delete from exclusions"));
  after(() => test.drop());

  it("takes an address, a domain and a company for what they look like, shows and removes them", async () => {
    const address = await cli("add", "Jo.Lee@Partner.example", "--tenant", "acme", "--reason", "objected");
    expect(address.out).to.match(
      /^Excluded j\*\*\*@partner\.example \(address, \w{8}\)\. 1 address removed\.$/m,
    );
    const domain = await cli("add", "https://www.rival.example/", "--tenant", "acme");
    expect(domain.out).to.match(/rival\.example \(domain, .*keeps out 1 company\. 1 address removed/);
    const company = await cli("add", "Nobody Yet Ltd", "--tenant", "acme");
    expect(company.out).to.match(/\(company, .*one that is imported later will be passed over/);
    const again = await cli("add", "jo.lee@partner.example", "--tenant", "acme");
    expect(again).to.include({ code: 0 });
    expect(again.out).to.match(/has been excluded since/);

    const emails = await inTenant<{ email: string }>("select email from lead_emails");
    expect(emails).to.deep.equal([{ email: "max@partner.example" }]);
    expect(await list())
      .to.match(/address +j\*\*\*@partner\.example .* cli +objected$/m)
      .and.match(/domain +rival\.example +1 company/)
      .and.match(/company +Nobody Yet Ltd +0 companies/);
    expect(JSON.stringify(await inTenant("select * from exclusions"))).not.to.include("jo.lee");

    for (const who of ["JO.LEE@partner.example", "rival.example", "nobody yet ltd"]) {
      expect((await cli("remove", who, "--tenant", "acme")).out).to.match(/is no longer excluded/);
    }
    expect(await list()).to.equal("Nobody is excluded.\n");
    const audited = await inTenant<{ action: string; count: number }>(
      "select action, count(*)::int as count from audit_log group by 1 order by 1",
    );
    expect(audited).to.deep.equal([
      { action: "exclusion.add", count: 3 },
      { action: "exclusion.remove", count: 3 },
    ]);
    expect(JSON.stringify(await inTenant("select * from audit_log"))).not.to.include("jo.lee");
  });

  it("knows a company there is by all that is known of it, and asks which of two is meant", async () => {
    const twin = await cli("add", "Twin AG", "--tenant", "acme");
    expect(twin.code).to.equal(4);
    expect(twin.message)
      .to.match(/Several companies/)
      .and.include("00000000-0000-4000-8000-000000000003");
    const one = await cli("add", "00000000-0000-4000-8000-000000000003", "--tenant", "acme");
    expect(one.out).to.match(/Twin AG \(company, .*keeps out 1 company/);
    const described = await cli("add", "Twin AG", "--country", "Switzerland", "--tenant", "acme", "--json");
    expect(JSON.parse(described.out)).to.include({ kind: "company", companies: 1, is_new: true });
  });

  const refused: [what: string, args: string[], code: number, message: RegExp][] = [
    ["an address that is none", ["add", "jo@"], 2, /not an e-mail address/],
    ["a platform's domain", ["add", "linkedin.com"], 2, /pages of many companies/],
    ["a kind there is not", ["add", "x", "--as", "planet"], 2, /--as/],
    ["a country there is not", ["add", "X Ltd", "--country", "Narnia"], 2, /--country/],
    ["somebody who is not excluded", ["remove", "jo@nowhere.example"], 3, /j\*\*\*@nowhere/],
    ["a file there is not", ["import", "/nowhere.csv"], 3, /nowhere/],
  ];
  for (const [what, args, code, message] of refused) {
    it(`refuses ${what}`, async () => {
      const end = await cli(...args, "--tenant", "acme");
      expect(end.code).to.equal(code);
      expect(end.message).to.match(message).and.not.include("jo@nowhere");
    });
  }

  it("refuses a tenant there is not", async () => {
    expect(await cli("list", "--tenant", "nope")).to.include({ code: 3 });
  });

  describe("from a file", () => {
    const importFile = async (text: string, ...options: string[]) => {
      const file = join(tmpdir(), "exclusions.csv");
      writeFileSync(file, text);
      const end = await cli("import", file, "--tenant", "acme", "--json", ...options);
      return { ...end, report: end.code === 0 ? Report.parse(JSON.parse(end.out)) : null };
    };

    it("takes an opt-out list of a CRM, in which the company beside a person is not excluded", async () => {
      const { report } = await importFile(
        "Email,Company name,Company Domain Name,Unsubscribe reason\r\nJo.Lee@partner.example,Partner GmbH,partner.example,spam\r\n,Rival Pte. Ltd.,,competitor\r\n,,zeta.example,\r\nnot-an-address,,,\r\n,,,\r\njo.lee@partner.example,,,\r\n",
        "--reason",
        "opt-outs of 2030",
      );
      expect(report).to.include({ read: 5, added: 3, known: 1, rejected_rows: 1, addresses_removed: 1 });
      expect(report?.rejected.map(({ line }) => line)).to.deep.equal([5]);
      expect(await list())
        .to.match(/company +Rival Pte\. Ltd\. +1 company .* competitor$/m)
        .and.match(/address +j\*\*\*@partner\.example .* spam$/m)
        .and.match(/domain +zeta\.example .* opt-outs of 2030$/m)
        .and.not.match(/Partner GmbH/);
    });

    it("takes a bare list, one entry a line", async () => {
      const { report } = await importFile("rival.example\njo.lee@partner.example\nSome Company Ltd\n");
      expect(report).to.include({ read: 3, added: 3, rejected_rows: 0 });
    });

    it("refuses a file whose header says nothing to us, and one with nobody in it", async () => {
      expect(await importFile("Colour;Shape\nred;round\n")).to.include({ code: 2 });
      expect(await importFile("email\n")).to.include({ code: 2 });
      expect(await importFile("")).to.include({ code: 2 });
    });
  });

  it("keeps an address under the installation's key, so that nobody can guess it", async () => {
    await cli("add", "jo.lee@partner.example", "--tenant", "acme");
    const [row] = await inTenant<{ matchKey: string }>(`select match_key as "matchKey" from exclusions`);
    expect(row?.matchKey).to.equal(createSecrets("5".repeat(64)).hash("jo.lee@partner.example"));
  });
});
