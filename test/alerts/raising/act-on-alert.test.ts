import { expect } from "chai";
import { readAlertContent } from "../../../src/alerts/contents/read-alert-content.ts";
import { acknowledgeAlert, resolveAlert } from "../../../src/alerts/raising/act-on-alert.ts";
import type { AlertActResult as BotResult } from "../../../src/alerts/raising/alert-act.ts";
import { recordAssessment } from "../../../src/alerts/raising/record-assessment.ts";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";
import type { Database } from "../../../src/database/database.ts";
import { NotFoundError } from "../../../src/errors.ts";
import { createLogger } from "../../../src/logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const NOW = new Date("2026-11-21T18:00:00Z");
const LATER = new Date("2026-11-21T18:05:00Z");

describe("acting on an alert", () => {
  let test: TestDatabase;
  let database: Database;
  let alertId: string;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme");
  });
  after(() => test.drop());
  beforeEach(async () => {
    await database.withService(async (transaction) => {
      for (const table of ["alert_notifications", "alerts"]) await transaction.query(`delete from ${table}`);
    });
    const about = { ruleId: "CR-02", subject: "crawl" };
    await recordAssessment(
      { database, clock: () => NOW, logger: createLogger({ level: "error" }) },
      { ...about, finding: { ...about, severity: "high", summary: "30 of 60 failed.", facts: {} } },
      RULE_TABLE["CR-02"],
      { tenantId: "acme", runId: null, supersededAt: null, channelOf: () => "alerts" },
    );
    const [row] = await rows<{ alertId: string }>(`select alert_id as "alertId" from alerts`);
    alertId = row?.alertId ?? expect.fail("no alert");
  });

  const rows = <Row>(sql: string) =>
    database.withTenant("acme", (transaction) => transaction.query<Row[]>(sql));
  const act = (actor: string, now = LATER) => ({ tenantId: "acme", alertId, actor, now });
  const dependencies = () => ({ database, runbooks: [] });
  const written = async () => ({
    steps: await rows(
      "select version, from_state, to_state, reason, actor from alert_transitions order by version",
    ),
    audit: await rows<{ action: string }>(
      `select actor, action, subject from audit_log where subject = '${alertId}' order by at`,
    ),
    messages: await rows<{ subject: string }>(
      "select kind, replace(subject_id, (select alert_id::text from alerts), 'A') as subject, desired_version as desired, channel from alert_notifications order by created_at, kind",
    ),
  });

  it("writes state, step, audit, card and note of an acknowledgement together", async () => {
    const result: BotResult = await acknowledgeAlert(dependencies(), act("U0KIM"));
    expect(result.outcome).to.equal("changed");
    expect(result.card.alert).to.deep.include({
      state: "acknowledged",
      acknowledgedBy: "U0KIM",
      acknowledgedAt: LATER,
      version: 2,
    });
    expect(await written()).to.deep.equal({
      steps: [
        { version: 1, from_state: null, to_state: "firing", reason: "fired", actor: "system" },
        {
          version: 2,
          from_state: "firing",
          to_state: "acknowledged",
          reason: "acknowledged",
          actor: "U0KIM",
        },
      ],
      audit: [{ actor: "slack:U0KIM", action: "alert.acknowledge", subject: alertId }],
      messages: [
        { kind: "alert", subject: "A", desired: 2, channel: "alerts" },
        { kind: "alert_checklist", subject: "A", desired: 1, channel: "alerts" },
        { kind: "alert_note", subject: "A:2", desired: 1, channel: "alerts" },
      ],
    });
  });

  it("lets the first of two have it, and tells the second who that was", async () => {
    const results = await Promise.all([
      acknowledgeAlert(dependencies(), act("U0KIM")),
      acknowledgeAlert(dependencies(), act("U0LEE")),
    ]);
    expect(results.map(({ outcome }) => outcome).sort()).to.deep.equal(["changed", "unchanged"]);
    const [first, second] = results;
    expect(first.card.alert.acknowledgedBy).to.equal(second.card.alert.acknowledgedBy);
    expect((await written()).audit).to.have.lengthOf(1);
  });

  it("never brings a resolved alert back by acknowledging it", async () => {
    expect((await resolveAlert(dependencies(), act("U0KIM"))).outcome).to.equal("changed");
    const before = await written();
    const result = await acknowledgeAlert(dependencies(), act("U0LEE"));
    expect(result).to.deep.include({ outcome: "unchanged" });
    expect(result.card.alert).to.include({ state: "resolved", resolvedBy: "U0KIM", acknowledgedBy: null });
    expect((await resolveAlert(dependencies(), act("U0LEE"))).outcome).to.equal("unchanged");
    expect(await written()).to.deep.equal(before);
  });

  it("reads what each message shows at the moment it is sent", async () => {
    await acknowledgeAlert(dependencies(), act("U0KIM"));
    const read = (kind: "alert" | "alert_note" | "qa_run", subjectId: string, tenantId = "acme") =>
      readAlertContent(database, [], { tenantId, kind, subjectId }, new Date());
    expect(await read("alert_note", `${alertId}:2`)).to.deep.equal({
      kind: "alert_note",
      note: "Acknowledged by <@U0KIM>.",
      broadcast: false,
    });
    const card = await read("alert", alertId);
    expect(card?.kind === "alert" && card.card.alert.state).to.equal("acknowledged");
    expect(await read("alert_note", `${alertId}:9`)).to.equal(null);
    expect(await read("alert", alertId, "globex")).to.equal(null);
    expect(await read("qa_run", alertId)).to.equal(null);
  });

  it("knows neither another tenant's alert nor what is no id", async () => {
    for (const wrong of [{ tenantId: "globex" }, { alertId: "x" }]) {
      const failure: unknown = await acknowledgeAlert(dependencies(), { ...act("U0KIM"), ...wrong }).catch(
        (error: unknown) => error,
      );
      expect(failure).to.be.instanceOf(NotFoundError);
    }
  });
});
