import { expect } from "chai";
import { saveFeedback } from "../../../src/alerts/reports/feedback-store.ts";
import { postWeeklyDigests } from "../../../src/alerts/reports/post-weekly-digests.ts";
import { readMeasuredResponse } from "../../../src/alerts/reports/read-measured-response.ts";
import { readWeeklyDigest } from "../../../src/alerts/reports/read-weekly-digest.ts";
import type { Database } from "../../../src/database/database.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { storeRun } from "../stored-run.ts";

const NOW = new Date("2026-11-23T09:00:00Z");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const WEEK = { since: minutesAgo(7 * 1440), until: NOW };

describe("measuring the response", () => {
  let test: TestDatabase;
  let database: Database;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    for (const tenantId of ["acme", "globex"])
      await createTestTenant(database, tenantId, { alertChannel: tenantId });
    await store("acme", [
      ["fired", 4000],
      ["acknowledged", 3990],
      ["cleared", 3900],
    ]);
    const globex = await store("globex", [["fired", 1000]]);
    const useless = { alertId: globex, useful: false, reason: null, at: minutesAgo(50) };
    for (const userId of ["U0000001", "U0000002"])
      await database.withTenant("globex", (transaction) =>
        saveFeedback(transaction, { tenantId: "globex", userId, ...useless }),
      );
    for (const [index, status] of ["failed", "failed", "succeeded", "succeeded"].entries())
      await storeRun(database, {
        tenantId: "acme",
        startedAt: minutesAgo(1440 * (index + 1)),
        status: status === "failed" ? "failed" : "succeeded",
      });
    await store("acme", [["fired", 100]], { drill: true });
    await store("acme", [["fired", 100]], { told: false });
    await store("acme", [["fired", 8 * 1440]]);
  });
  after(() => test.drop());

  async function store(
    tenantId: string,
    steps: readonly (readonly [string, number])[],
    { drill = false, told = true } = {},
  ) {
    return database.withTenant(tenantId, async (transaction) => {
      const [alert] = await transaction.query<{ alertId: string }[]>(
        `insert into alerts (tenant_id, rule_id, subject, fingerprint, severity, state, summary, fired_at, last_seen_at, told, drill)
         values ($1, 'CR-02', 'crawl', gen_random_uuid(), 'high', 'firing', 's', $2, $2, $3, $4) returning alert_id as "alertId"`,
        [tenantId, NOW, told, drill],
      );
      for (const [index, [reason, ago]] of steps.entries()) {
        await transaction.query(
          `insert into alert_transitions (tenant_id, alert_id, version, to_state, reason, actor, at) values ($1, $2, $3, 'firing', $4, 'U0000001', $5)`,
          [tenantId, alert?.alertId, index + 1, reason, minutesAgo(ago)],
        );
      }
      return alert?.alertId ?? "";
    });
  }

  it("counts the alerts that were announced in the window, without drills", async () => {
    const everywhere = await readMeasuredResponse({ database }, WEEK);
    expect(everywhere.all).to.include({ fired: 2, acknowledged: 1 });
    expect(everywhere.byTenant.map(({ key }) => key)).to.deep.equal(["acme", "globex"]);
    expect(
      everywhere.precision.map(({ ruleId, alerts, notUseful }) => [ruleId, alerts, notUseful]),
    ).to.deep.equal([["CR-02", 2, 1]]);
    expect(everywhere.fleet).to.include({ nights: 4, failed: 2, isKept: null });
    expect(
      everywhere.serviceLevels.map(({ tenantId, figures }) => [tenantId, figures[0]?.isKept]),
    ).to.deep.equal([
      ["acme", false],
      ["globex", null],
    ]);
  });

  it("shows a tenant its own", async () => {
    const own = await readMeasuredResponse({ database }, { ...WEEK, tenantId: "globex" });
    expect(own.byTenant.map(({ key }) => key)).to.deep.equal(["globex"]);
    expect(own.precision.map(({ precision }) => precision)).to.deep.equal([0]);
    expect([own.fleet, own.serviceLevels.map(({ tenantId }) => tenantId)]).to.deep.equal([null, ["globex"]]);
  });

  it("asks for each active tenant's digest once a day, in its channel", async () => {
    const digests = () => postWeeklyDigests({ database, clock: () => NOW, logger: quietLogger() });
    // Several processes may ask at the same moment, and again later.
    await Promise.all([digests(), digests(), digests()]);
    expect(await digests()).to.equal(0);
    const rows = await database.withService((transaction) =>
      transaction.query<{ channel: string; subject: string }[]>(
        `select channel, subject_id as subject from alert_notifications where kind = 'digest' order by 1`,
      ),
    );
    expect(rows).to.deep.equal([
      { channel: "acme", subject: "2026-11-23" },
      { channel: "globex", subject: "2026-11-23" },
    ]);
  });

  it("writes the digest of the seven days before its day", async () => {
    expect(await readWeeklyDigest(database, "acme", "2026-11-23")).to.match(
      /^acme: alerts from 2026-11-16 to 2026-11-22: 1 alert, 1 ack/,
    );
    expect(await readWeeklyDigest(database, "acme", "2026-11-23")).to.include(
      "2 failed and 1 may (target 98 %): NOT KEPT",
    );
    expect(await readWeeklyDigest(database, "globex", "2026-11-23")).to.include("CR-02 (0 % useful)");
    expect(await readWeeklyDigest(database, "acme", "2026-01-01")).to.include("none");
    expect(await readWeeklyDigest(database, "acme", "no day")).to.equal(null);
  });
});
