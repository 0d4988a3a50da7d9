import { expect } from "chai";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { exclude } from "../../src/exclusions/exclude.ts";
import type { NewExclusion } from "../../src/exclusions/exclusion-store.ts";
import { excludeAddress, excludeCompany, excludeDomain } from "../../src/exclusions/read-exclusion.ts";
import { streamScores } from "../../src/observability/reads/score-reader-store.ts";
import { readQaRows } from "../../src/qa/verdicts/verdict-store.ts";
import { type Night, prepareNight, SECRETS_KEY, TENANT } from "../support/night.ts";
import { chooseCompanies } from "./choose-companies.ts";

const SECRETS = createSecrets(SECRETS_KEY);
const COMPANIES = chooseCompanies([["good", "strong", 5]]);

describe("a night of a tenant that excluded somebody", function () {
  this.timeout(120_000);
  let night: Night;
  const [rival, objector, , late] = COMPANIES;
  if (rival === undefined || objector === undefined || late === undefined)
    throw new Error("five were asked for");
  const [person] = objector.people;
  const [ownAddress = ""] = objector.emails;
  if (person === undefined) throw new Error("a strong company names people");

  before(async () => {
    night = await prepareNight({ companies: COMPANIES });
    await excludeAll([
      excludeDomain(rival.domain, null),
      excludeAddress(SECRETS, ownAddress, null),
      excludeAddress(SECRETS, person.email, null),
    ]);
    await night.startRunner();
  });
  after(() => night.close());

  const excludeAll = (exclusions: readonly NewExclusion[]) =>
    night.database.withTenant(TENANT, (transaction) =>
      exclude(transaction, SECRETS, exclusions, { tenantId: TENANT, actor: "cli", now: new Date() }),
    );
  const namesScored = async (runId: string) => {
    const names: string[] = [];
    for await (const rows of streamScores(night.database, TENANT, runId)) {
      names.push(...rows.map(({ companyName }) => companyName));
    }
    return names.sort();
  };
  const inOdoo = () =>
    JSON.stringify(["res.partner", "crm.lead"].map((model) => night.town.odooRecords(TENANT, model)));

  it("passes the company over and says so, and keeps no address and no person that objected", async () => {
    const { runId } = await night.start();
    const { run, stages } = await night.ended(runId, 60_000);
    expect(run.status).to.equal("succeeded");
    const selection = stages.find(({ stage }) => stage === "select_targets");
    expect(selection?.statusReason).to.equal("1 company that fits was passed over: the tenant excluded it");
    expect(night.town.calls().filter(({ host }) => host.endsWith(rival.domain))).to.deep.equal([]);

    const emails = (await night.rows<{ email: string }>("select email from lead_emails")).map(
      ({ email }) => email,
    );
    expect(emails).to.have.length.greaterThan(5);
    expect(emails).not.to.include(ownAddress).and.not.to.include(person.email);
    const people = await night.rows<{ name: string }>(
      "select first_name || ' ' || last_name as name from contacts",
    );
    const names = people.map(({ name }) => name);
    expect(names).to.have.length.greaterThan(5);
    expect(names).not.to.include(`${person.firstName} ${person.lastName}`);
    expect(await namesScored(runId)).to.deep.equal(
      COMPANIES.filter((company) => company !== rival)
        .map(({ name }) => name)
        .sort(),
    );
    expect(inOdoo())
      .to.include(late.name)
      .and.not.include(rival.name)
      .and.not.include(ownAddress)
      .and.not.include(person.lastName);
  });

  it("does not take a company up again that was excluded since, and leaves it out of what is handed out", async () => {
    const [{ runId } = { runId: "" }] = await night.rows<{ runId: string }>(
      `select run_id as "runId" from enrichment_runs`,
    );
    const namesSampled = () =>
      night.database.withTenant(TENANT, async (transaction) =>
        (await readQaRows(transaction, runId)).map(({ companyName }) => companyName),
      );
    expect(await namesSampled()).to.include(late.name);
    await excludeAll([
      excludeCompany(
        { name: late.name, website: null, registrationNumber: null, country: late.country },
        null,
      ),
    ]);
    expect(await namesScored(runId)).not.to.include(late.name);
    expect(await namesSampled(), "the QA sample").not.to.include(late.name);
    const rerun = await night.start({ rerun: { runId, stages: ["score"] }, forceExport: true });
    await night.ended(rerun.runId);
    const [taken] = await night.rows<{ names: string[] }>(
      `select array_agg(c.name) as names from company_enrichment_runs t join companies c using (tenant_id, company_id)
       where t.run_id = $1 and t.stage = 'select_targets'`,
      [rerun.runId],
    );
    expect(taken?.names).to.have.length(3).and.not.include(late.name);
  });

  it("passes over a company that is excluded after its run has selected it", async () => {
    const { runId } = await night.start({ skip: ["export_odoo"] });
    const [, , third] = COMPANIES;
    await night.until(
      "select status <> 'pending' from run_stage_stats where run_id = $1 and stage = 'crawl'",
      [runId],
    );
    await excludeAll([excludeDomain(third?.domain ?? "", null)]);
    await night.ended(runId, 60_000);
    const codes = await night.rows<{ stage: string; code: string }>(
      `select t.stage, t.code from company_enrichment_runs t join companies c using (tenant_id, company_id)
       where t.run_id = $1 and c.name = $2 and t.stage = 'score'`,
      [runId, third?.name],
    );
    expect(codes).to.deep.equal([{ stage: "score", code: "excluded" }]);
  });

  it("fails with the reason where everybody who fits is excluded", async () => {
    await excludeAll(COMPANIES.map(({ domain }) => excludeDomain(domain, null)));
    const { runId } = await night.start();
    const { run, stages } = await night.ended(runId);
    expect(run.status).to.equal("failed");
    expect(stages.find(({ stage }) => stage === "select_targets")?.statusReason).to.match(
      /5 companies that fit were passed over: the tenant excluded them, and no other fits/,
    );
  });
});
