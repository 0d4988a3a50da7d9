import { randomUUID } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { exclude } from "../../src/exclusions/exclude.ts";
import { excludeCompany, excludeDomain } from "../../src/exclusions/read-exclusion.ts";
import { companyKeys, type Identity, isSameCompany } from "../../src/imports/company-identity.ts";
import { readWebsite } from "../../src/imports/reading/read-website.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

const SECRETS = createSecrets("5".repeat(64));

function identity([name, site, registrationNumber, country]: readonly (string | null)[]): Identity {
  const website = site === null || site === undefined ? null : readWebsite(site);
  if (website !== null && "problem" in website) throw new Error(website.problem);
  return {
    name: name ?? "",
    website,
    registrationNumber: registrationNumber ?? null,
    country: country ?? null,
  };
}

/** Few values, so that companies often have a sign in common. */
const identities = fc
  .tuple(
    fc.constantFrom("Acme", "acme.", "Zeta"),
    fc.constantFrom(null, "acme.example", "zeta.example", "facebook.com/acme"),
    fc.constantFrom(null, "HRB 12", "hrb-12", "201812345", "0201812345", "12"),
    fc.constantFrom(null, "DE", "SG", "US"),
  )
  .map(identity);

describe("which companies an exclusion keeps out", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  /** Whether the view has a company, when somebody was excluded; leaves nothing behind. */
  async function keepsOut(
    company: Identity,
    exclusion: Parameters<typeof exclude>[2][number],
    answeredDomain: string | null = null,
  ): Promise<boolean> {
    let isOut = false;
    const undo = new Error("undo");
    await test.database
      .withTenant("acme", async (transaction) => {
        const id = randomUUID();
        await transaction.query(
          `insert into companies (tenant_id, company_id, natural_key, name, website, domain, registration_number, country, answered_domain)
           values ('acme', $1::uuid, $1::uuid::text, $2, $3, $4, $5, $6, $7)`,
          [
            id,
            company.name,
            company.website?.url ?? null,
            company.website?.domain ?? null,
            company.registrationNumber,
            company.country,
            answeredDomain,
          ],
        );
        const by = { tenantId: "acme", actor: "cli", now: new Date("2030-01-01T00:00Z") };
        await exclude(transaction, SECRETS, [exclusion], by);
        const rows = await transaction.query<unknown[]>(
          "select from excluded_companies where company_id = $1",
          [id],
        );
        isOut = rows.length > 0;
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    return isOut;
  }

  it("is what an import would take for the same company, whatever is known of both", async () => {
    await fc.assert(
      fc.asyncProperty(identities, identities, async (company, excluded) => {
        const keys = new Map(companyKeys(company).map(({ sign, key }) => [key, sign]));
        const isSame = companyKeys(excluded).some(({ key }) => {
          const sign = keys.get(key);
          return sign !== undefined && isSameCompany(sign, company, excluded);
        });
        expect(await keepsOut(company, excludeCompany(excluded, null))).to.equal(isSame);
      }),
      { numRuns: 250 },
    );
  });

  const acme = identity(["Acme", "https://www.acme.example/en", null, "SG"]);
  const none = identity(["Acme", null, null, null]);
  const cases: [what: string, company: Identity, answered: string | null, domain: string, out: boolean][] = [
    ["a company of the domain", acme, null, "acme.example", true],
    ["one whose site has led there", none, "acme.example", "http://shop.acme.example/", true],
    ["no company of another domain", acme, null, "zeta.example", false],
    ["no company without a site", none, null, "acme.example", false],
  ];
  for (const [what, company, answered, domain, out] of cases) {
    it(`is, of a domain, ${what}`, async () => {
      expect(await keepsOut(company, excludeDomain(domain, null), answered)).to.equal(out);
    });
  }

  it("refuses a domain that many companies share", () => {
    expect(() => excludeDomain("facebook.com/acme", null)).to.throw(/pages of many companies/);
  });
});
