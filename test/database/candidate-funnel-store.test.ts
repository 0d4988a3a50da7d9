import { expect } from "chai";
import type { Transaction } from "../../src/database/database.ts";
import { readCandidateFunnel } from "../../src/database/tenants/candidate-funnel-store.ts";
import { saveIcpRule } from "../../src/database/tenants/icp-rule-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

describe("the funnel of a tenant's candidates", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await onAcme((transaction) =>
      transaction.query(
        `insert into companies (tenant_id, natural_key, name, industry, ssic_code, country, employees) values
         ('acme', 'a', 'A', 'LOGISTICS_AND_SUPPLY_CHAIN', null, 'SG', 50),
         ('acme', 'b', 'B', 'Logistic', null, 'SG', null),
         ('acme', 'c', 'C', null, '52292', 'DE', 50),
         ('acme', 'd', 'D', 'Software', null, 'SG', 50),
         ('acme', 'e', 'E', 'Cold-chain logistics', null, 'SG', 900),
         ('acme', 'f', 'F', null, null, null, null)`,
      ),
    );
  });

  after(() => test.drop());

  const onAcme = <Result>(work: (transaction: Transaction) => Promise<Result>) =>
    test.database.withTenant("acme", work);

  function setRule(industries: string[] | null) {
    const rule = { name: "default", industries, countries: ["SG"], employeesMin: 20, employeesMax: 500 };
    return onAcme((transaction) => saveIcpRule(transaction, "acme", rule));
  }

  const fitting = async () => {
    await test.database.withService((transaction) => transaction.query("select refresh_icp_candidates()"));
    const rows = await onAcme((transaction) =>
      transaction.query<{ name: string }[]>(
        "select c.name from icp_candidates i join companies c using (tenant_id, company_id) order by c.name",
      ),
    );
    return rows.map(({ name }) => name);
  };

  it("counts the companies through each filter and by industry alone, and shows what the data has", async () => {
    await setRule(["logistics", "52"]);
    const funnel = await onAcme((transaction) => readCandidateFunnel(transaction, "acme"));
    expect(funnel).to.deep.include({ companies: 6, fitting: 1, byIndustryAlone: 3 });
    expect(funnel.rules).to.deep.equal([
      { name: "default", byIndustry: 4, byCountry: 3, bySize: 1, inCountries: 4, ofSize: 3 },
    ]);
    expect(funnel.industries[0]).to.deep.equal({ value: null, count: 2 });
    expect(funnel.countries).to.deep.equal([
      { value: "SG", count: 4 },
      { value: "DE", count: 1 },
      { value: null, count: 1 },
    ]);
    expect(await fitting()).to.deep.equal(["A"]);
  });

  const matched: [string, string[] | null, string[]][] = [
    ["by its words, whatever their case and separators", ["Supply Chain"], ["A"]],
    ["in the singular or plural", ["logistic"], ["A"]],
    ["by every word it names, not by some of them", ["supply software"], []],
    ["by no part of a word", ["soft"], []],
    ["of any industry", null, ["A", "D"]],
    ["by nothing that has no word in it", ["-"], []],
  ];
  for (const [what, industries, names] of matched) {
    it(`finds companies ${what}`, async () => {
      await setRule(industries);
      expect(await fitting()).to.deep.equal(names);
    });
  }
});
