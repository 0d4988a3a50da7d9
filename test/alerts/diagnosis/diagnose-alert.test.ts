import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { diagnoseAlert } from "../../../src/alerts/diagnosis/diagnose-alert.ts";
import { KIND_OF_RULE } from "../../../src/alerts/diagnosis/kind-of-rule.ts";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";
import { causeText } from "../../../src/diagnosis/cause-text.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { type StoredRun, storeRun } from "../stored-run.ts";

const NOW = new Date("2026-11-29T03:00:00Z");
const DAY_MS = 24 * 3_600_000;
const NIGHT = new Date("2026-11-29T01:00:00Z");

describe("the diagnosis of a stored alert", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });
  after(() => test.drop());

  /** A tenant with good nights and then this one, and an alert about it. */
  async function alertAfter(
    tenantId: string,
    run: Partial<StoredRun>,
    about: { readonly ruleId: string; readonly subject: string },
  ): Promise<string> {
    const { database } = test;
    await createTestTenant(database, tenantId);
    for (let ago = 5; ago > 0; ago -= 1) {
      await storeRun(database, {
        tenantId,
        startedAt: new Date(NIGHT.getTime() - ago * DAY_MS),
        stages: { crawl: { success: 92, error: 8 } },
      });
    }
    const runId = await storeRun(database, { tenantId, startedAt: NIGHT, ...run });
    await database.withTenant(tenantId, async (transaction) => {
      await transaction.query(
        `insert into companies (tenant_id, natural_key, name, domain)
         select $1, 'c' || n, 'Firm ' || n, 'firm' || n || case when n % 2 = 0 then '.com' else '.sg' end from generate_series(1, 100) n`,
        [tenantId],
      );
      await transaction.query(
        `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, outcome, code, finished_at)
         select $1, $2, 'crawl', company_id, case when n > 92 then 'error' else 'success' end, case when n > 92 then 'http_4xx' end, $3
         from companies cross join lateral (select substring(natural_key, 2)::int as n) x where tenant_id = $1`,
        [tenantId, runId, NIGHT],
      );
    });
    const alertId = randomUUID();
    await database.withTenant(tenantId, (transaction) =>
      transaction.query(
        `insert into alerts (tenant_id, alert_id, rule_id, subject, fingerprint, run_id, severity, state, summary, fired_at, last_seen_at)
         values ($1, $2, $3, $4, $3 || $4, $5, 'high', 'firing', 'something is wrong', $6, $6)`,
        [tenantId, alertId, about.ruleId, about.subject, runId, NOW],
      ),
    );
    return alertId;
  }
  async function causeOf(tenantId: string, alertId: string): Promise<string> {
    const found = await diagnoseAlert(test.database, { tenantId, alertId }, NOW);
    if (found === null) throw new TypeError("there is no such alert");
    return causeText(found.diagnosis);
  }

  it("has a kind for every rule about nights", () => {
    expect(Object.keys(KIND_OF_RULE)).to.have.members(Object.keys(RULE_TABLE));
  });

  it("tells a used-up quota from a refused key by the failed calls", async () => {
    const about = { ruleId: "VQ-03", subject: "lusha" };
    const quota = await alertAfter(
      "quota",
      {
        vendors: {
          lusha: { calls: 12, errors: 1, quotaExhausted: true, errorCodes: { lusha_quota_exhausted: 1 } },
        },
      },
      about,
    );
    expect(await causeOf("quota", quota)).to.match(
      /^Certain: the quota at lusha is used up \(lusha said so after 12 calls/,
    );
    const key = await alertAfter(
      "revoked",
      { vendors: { lusha: { calls: 12, errors: 12, errorCodes: { lusha_auth: 12 } } } },
      about,
    );
    expect(await causeOf("revoked", key)).to.match(/^Certain: lusha refuses our key/);
  });

  it("counts other tenants with the same trouble, and names none", async () => {
    const down = {
      vendors: { zerobounce: { calls: 50, errors: 40, errorCodes: { zerobounce_server: 40 } } },
    };
    await alertAfter("neighbour-firm", down, { ruleId: "RL-07", subject: "zerobounce" });
    const alertId = await alertAfter("own-firm", down, { ruleId: "RL-07", subject: "zerobounce" });
    const cause = await causeOf("own-firm", alertId);
    expect(cause).to.match(/zerobounce itself is down \(.*1 other tenant saw it too/);
    expect(cause).not.to.include("neighbour");
  });

  it("says nothing is wrong of a night like the others, and cannot tell once the night is gone", async () => {
    const alertId = await alertAfter(
      "ordinary",
      { stages: { crawl: { success: 92, error: 8 } } },
      { ruleId: "CR-02", subject: "crawl" },
    );
    expect(await causeOf("ordinary", alertId)).to.match(/nothing is wrong/);
    await test.database.withService((transaction) =>
      transaction.query("update alerts set run_id = null where alert_id = $1", [alertId]),
    );
    expect(await causeOf("ordinary", alertId)).to.match(
      /^Cannot tell, because evidence is missing: the night's own record/,
    );
  });

  it("is not to be had for another tenant's alert", async () => {
    const alertId = await alertAfter("mine", {}, { ruleId: "OE-06", subject: "export_odoo" });
    await createTestTenant(test.database, "yours");
    expect(await diagnoseAlert(test.database, { tenantId: "yours", alertId }, NOW)).to.equal(null);
  });
});
