import { expect } from "chai";
import { recordAssessment } from "../../../src/alerts/raising/record-assessment.ts";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";
import { createHomeFacts } from "../../../src/bot/adapters/create-home-facts.ts";
import { createRoles } from "../../../src/bot/adapters/create-roles.ts";
import { listLastNights } from "../../../src/observability/nights/last-night-store.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const NOW = new Date("2026-11-21T18:00:00Z");
const TENANTS = Array.from({ length: 300 }, (_, index) => `t${String(index).padStart(3, "0")}`);

describe("what App Home shows of 300 tenants", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(120_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "t000");
    await test.database.withService((transaction) =>
      transaction.query(
        `insert into tenants select (t).* from (
           select jsonb_populate_record(t, jsonb_build_object('tenant_id', copy)) as t from tenants t, unnest($1::text[]) as copy
           where t.tenant_id = 't000' and copy <> 't000') copies`,
        [TENANTS],
      ),
    );
  });
  after(() => test.drop());

  const facts = () =>
    createHomeFacts(test.database, {
      clock: () => NOW,
      roles: createRoles(test.database, "U0ADMIN", () => Promise.resolve(null)),
    });

  it("finds the one alert of the last tenant, the unacknowledged and worst ones first, page by page", async () => {
    for (const [tenantId, severity, minutes] of [
      ["t299", "critical", 0],
      ["t010", "low", 2],
      ["t150", "high", 1],
    ] as const) {
      const about = { ruleId: "CR-02", subject: "crawl" };
      await recordAssessment(
        {
          database: test.database,
          clock: () => new Date(NOW.getTime() + minutes * 60_000),
          logger: quietLogger(),
        },
        { ...about, finding: { ...about, severity, summary: "30 of 60 failed.", facts: {} } },
        RULE_TABLE["CR-02"],
        { tenantId, runId: null, supersededAt: null, channelOf: () => "alerts" },
      );
    }
    await test.database.withService((transaction) =>
      transaction.query("update alerts set state = 'acknowledged' where tenant_id = 't150'"),
    );
    const roles = await facts().listRoles("U0ADMIN");
    expect(roles).to.have.length(301);
    expect(roles[0]).to.deep.equal({ tenantId: "platform", role: "admin" });
    const tenantIds = roles.map(({ tenantId }) => tenantId);
    const first = await facts().listOpenAlerts(tenantIds, { offset: 0, limit: 2 });
    expect(first.total).to.equal(3);
    expect(first.items.map(({ tenantId }) => tenantId)).to.deep.equal(["t299", "t010"]);
    const second = await facts().listOpenAlerts(tenantIds, { offset: 2, limit: 2 });
    expect(second.items.map(({ tenantId }) => tenantId)).to.deep.equal(["t150"]);
    const beyond = await facts().listOpenAlerts(tenantIds, { offset: 4, limit: 2 });
    expect(beyond).to.deep.equal({ total: 3, items: [] });
    const others = await facts().listOpenAlerts(["t010"], { offset: 0, limit: 9 });
    expect(others.total, "nobody sees the alerts of tenants without a role").to.equal(1);
  });

  it("shows each tenant's last night and what runs, the troubled ones first, and counts the rest", async () => {
    const startedAt = (hour: number) => new Date(NOW.getTime() - hour * 3_600_000);
    await test.database.withService(async (transaction) => {
      for (const [tenantId, status, hour, resumed] of [
        ["t000", "succeeded", 30, false],
        ["t000", "succeeded", 6, false],
        ["t000", "failed", 2, true],
        ["t001", "running", 1, false],
        ["t002", "failed", 7, false],
      ] as const) {
        await transaction.query(
          `insert into enrichment_runs (tenant_id, run_id, status, started_at, ended_at, run_date, manifest, trigger, trace_id)
           values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, 'cli', repeat('a', 32))`,
          [
            tenantId,
            status,
            startedAt(hour),
            status === "running" ? null : startedAt(hour - 1),
            "2026-11-21",
            JSON.stringify(resumed ? { resumedFrom: "x" } : {}),
          ],
        );
      }
    });
    const read = (limit: number) =>
      test.database.withService((transaction) => listLastNights(transaction, TENANTS, limit));
    const { total, runs } = await read(9);
    expect(total).to.equal(3);
    expect(runs.map(({ tenantId, status }) => `${tenantId} ${status}`)).to.deep.equal([
      "t001 running",
      "t002 failed",
      "t000 succeeded",
    ]);
    expect(runs[2]?.startedAt).to.deep.equal(startedAt(6));
    const excerpt = await read(1);
    expect([excerpt.total, excerpt.runs.length]).to.deep.equal([3, 1]);
  });
});
