import { tmpdir } from "node:os";
import { expect } from "chai";
import { startDrill } from "../../src/alerts/drills/run-drill.ts";
import { sweepAlerts } from "../../src/alerts/evaluation/evaluate-alerts.ts";
import { runProbes } from "../../src/alerts/platform/run-probes.ts";
import { diskSpace, readDiskSpace } from "../../src/alerts/probes/disk-space.ts";
import { messageLag } from "../../src/alerts/probes/message-lag.ts";
import { serviceHealth } from "../../src/alerts/probes/service-health.ts";
import { staleVerdicts } from "../../src/alerts/probes/stale-verdicts.ts";
import type { PlatformRule } from "../../src/alerts/rulebook/platform-rule-table.ts";
import { createOwnRule } from "../../src/alerts/settings/own-rule-store.ts";
import type { Database } from "../../src/database/database.ts";
import { wantMessage } from "../../src/messages/outbox-store.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

const START = new Date("2026-11-21T17:00:00Z");

describe("alerts that no run owns", () => {
  let test: TestDatabase;
  let database: Database;
  let now: Date;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme", { notifiers: { high: ["pagerduty"] } });
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = START;
    await database.withService(async (transaction) => {
      for (const table of ["alert_notifications", "alerts", "probe_results"])
        await transaction.query(`delete from ${table}`);
    });
  });

  const dependencies = () => ({ database, logger: quietLogger(), clock: () => now });
  const told = async () =>
    (
      await database.withService((transaction) =>
        transaction.query<{ rule: string; target: string }[]>(
          `select a.rule_id as rule, n.target from alert_notifications n
             join alerts a on a.tenant_id = n.tenant_id and a.alert_id = left(n.subject_id, 36)::uuid
           where n.kind in ('alert', 'alert_page') order by 1, 2`,
        ),
      )
    ).map(({ rule, target }) => `${rule} ${target}`);

  it("reach whom the table of the installation's rules names: SMS for a service that is down", async () => {
    const world = {
      ...dependencies(),
      channel: "ops",
      healthUrl: "http://127.0.0.1/health",
      fetchStatus: async () => 503,
      fetchHealth: async () => ({ status: 503, down: [] }),
    };
    await runProbes(world, [serviceHealth]);
    now = new Date(now.getTime() + minutes(serviceHealth.rule) - 1_000);
    await runProbes(world, [serviceHealth]);
    expect(await told(), "not before its duration").to.deep.equal([]);
    now = new Date(now.getTime() + 11_000);
    await runProbes(world, [serviceHealth]);
    expect(await told()).to.deep.equal(["PL-20 slack", "PL-20 sms"]);
  });

  it("reach e-mail for verdicts that are overdue", async () => {
    const overdue = {
      ...staleVerdicts,
      judge: async () => [
        { subject: "acme", breached: true, summary: "3 samples wait.", loss: null, facts: {} },
      ],
    };
    const world = {
      ...dependencies(),
      channel: "ops",
      healthUrl: null,
      fetchStatus: async () => null,
      fetchHealth: async () => null,
    };
    await runProbes(world, [overdue]);
    expect(await told()).to.deep.equal(["PL-29 email", "PL-29 slack"]);
  });

  it("tell of a disk that is filling before it stops the database, and of its end", async () => {
    const folder = tmpdir();
    const { freeBytes, totalBytes } = await readDiskSpace(folder);
    expect(freeBytes).to.be.greaterThan(0).and.at.most(totalBytes);
    const world = {
      ...dependencies(),
      channel: "ops",
      healthUrl: null,
      fetchStatus: async () => null,
      fetchHealth: async () => null,
    };
    let space = { freeBytes: 9, totalBytes: 100 };
    const look = () => runProbes({ ...world, readDiskSpace: async () => space }, [diskSpace]);
    await look();
    expect(await told()).to.deep.equal(["PL-31 slack"]);
    space = { freeBytes: 50, totalBytes: 100 };
    now = new Date(now.getTime() + 15_000);
    await look();
    const open = await database.withService((transaction) =>
      transaction.query<object[]>("select 1 from alerts where state <> 'resolved'"),
    );
    expect(open).to.deep.equal([]);
  });

  it("tell of messages that wait, and are not ended by their own messages", async () => {
    const world = {
      ...dependencies(),
      channel: "ops",
      healthUrl: null,
      fetchStatus: async () => null,
      fetchHealth: async () => null,
    };
    await database.withTenant("acme", (transaction) =>
      wantMessage(
        transaction,
        { tenantId: "acme", kind: "digest", subjectId: "2026-11-21", channel: "acme-alerts" },
        START,
      ),
    );
    for (let look = 0; look < 8; look += 1) {
      now = new Date(now.getTime() + 15_000);
      await runProbes(world, [messageLag]);
    }
    const steps = await database.withService((transaction) =>
      transaction.query<{ reason: string }[]>(
        "select reason from alert_transitions join alerts using (tenant_id, alert_id) order by at",
      ),
    );
    expect(steps).to.deep.equal([{ reason: "fired" }]);
  });

  it("reach whom the tenant's policy names: an agent that is missed", async () => {
    const ruleId = await database.withTenant("acme", (transaction) =>
      createOwnRule(
        transaction,
        { tenantId: "acme", actor: "slack:U1" },
        { type: "no_heartbeat", name: "Is it there?", agentId: "nightly" },
      ),
    );
    now = new Date(Date.now() + 3_600_000);
    await sweepAlerts(dependencies());
    expect(await told()).to.deep.equal([`${ruleId} pagerduty`, `${ruleId} slack`]);
  });

  it("are sent in a drill to everybody who would be notified of a real one, if that is asked for", async () => {
    const drill = (ruleId: string) =>
      startDrill(
        { ...dependencies(), runbooks: [], platformChannel: "ops" },
        { ruleId, tenantId: "acme", actor: "slack:U1", pages: true },
      );
    await drill("PL-20");
    await drill("CC-05");
    await drill("VQ-03");
    expect(await told()).to.include.members(["PL-20 sms", "CC-05 jira", "VQ-03 pagerduty"]);
  });
});

function minutes({ forDurationMinutes }: PlatformRule): number {
  return forDurationMinutes * 60_000;
}
