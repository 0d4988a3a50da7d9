import { expect } from "chai";
import { type AlertContent, readAlertContent } from "../../../src/alerts/contents/read-alert-content.ts";
import { readDiagnoses } from "../../../src/alerts/diagnostics/read-diagnoses.ts";
import { startDrill } from "../../../src/alerts/drills/run-drill.ts";
import { followUpAlerts } from "../../../src/alerts/escalation/follow-up-alerts.ts";
import { evaluateRun, sweepAlerts } from "../../../src/alerts/evaluation/evaluate-alerts.ts";
import { readPageContent } from "../../../src/alerts/paging/read-page-content.ts";
import { acknowledgeAlert, resolveAlert } from "../../../src/alerts/raising/act-on-alert.ts";
import type { Runbook } from "../../../src/alerts/runbooks/runbook.ts";
import { readChecklist, tickSteps } from "../../../src/alerts/runbooks/runbook-checklist.ts";
import { createSilence } from "../../../src/alerts/suppression/silence-store.ts";
import type { Database } from "../../../src/database/database.ts";
import { deliverMessages } from "../../../src/messages/deliver-messages.ts";
import type { AlertNotifier } from "../../../src/messages/notifier.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createFakeChannel, type FakeChannel } from "../fake-channel.ts";
import { type StoredRun, storeRun } from "../stored-run.ts";

type Shown = AlertContent | { readonly kind: "other" };

const START = new Date("2026-11-21T17:00:00Z");
const HOUR = 3_600_000;
const at = (hours: number) => new Date(START.getTime() + hours * HOUR);
const GOOD = { mv_refresh: { success: 1 }, crawl: { success: 60 }, export_odoo: { success: 20 } } as const;
/** Companies are crawled badly, and nothing reaches Odoo. */
const BAD = { ...GOOD, crawl: { success: 40, error: 20 }, export_odoo: { success: 0, error: 20 } } as const;

describe("the incident of a run", () => {
  let test: TestDatabase;
  let database: Database;
  let now: Date;
  let slack: FakeChannel<Shown>;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = at(1);
    slack = createFakeChannel<Shown>();
    await database.withService(async (transaction) => {
      for (const table of ["alert_notifications", "drills", "silences", "alerts", "enrichment_runs"])
        await transaction.query(`delete from ${table}`);
      for (const table of ["tenant_policies", "tenants"]) await transaction.query(`delete from ${table}`);
    });
    await createTestTenant(database, "acme", { alertChannel: "acme-alerts", qaChannel: "acme-qa" });
  });

  const dependencies = () => ({ database, logger: quietLogger(), clock: () => now });
  const evaluate = (runId: string) => evaluateRun(dependencies(), { tenantId: "acme", runId });
  const store = (stages: NonNullable<StoredRun["stages"]>, more: Partial<StoredRun> = {}) =>
    storeRun(database, { tenantId: "acme", startedAt: START, stages, ...more });
  const idOf = async (ruleId: string) => {
    const [row] = await database.withTenant("acme", (transaction) =>
      transaction.query<{ alertId: string }[]>(
        `select alert_id as "alertId" from alerts where rule_id = $1 order by fired_at desc limit 1`,
        [ruleId],
      ),
    );
    if (row === undefined) throw new Error(`${ruleId} has not fired.`);
    return row.alertId;
  };
  const states = async () =>
    Object.fromEntries(
      (
        await database.withTenant("acme", (transaction) =>
          transaction.query<{ rule: string; state: string }[]>("select rule_id as rule, state from alerts"),
        )
      ).map(({ rule, state }) => [rule, state]),
    );
  /** Posts and edits what was asked for. */
  async function deliver(): Promise<void> {
    for (let sent = 1; sent > 0; now = new Date(now.getTime() + 1_500)) {
      sent = await deliverMessages({
        ...dependencies(),
        channel: slack,
        wait: () => Promise.resolve(),
        readContent: async (message) =>
          (await readAlertContent(database, [], message, now)) ?? { kind: "other" },
      });
    }
  }
  /** What people see in the channel itself: cards, and replies shown there too. */
  const posts = () => slack.messages.filter(({ threadTs, broadcast }) => threadTs === null || broadcast);
  const cards = () =>
    slack.messages.flatMap(({ content }) => (content.kind === "alert" ? [content.card] : []));
  const lines = () =>
    slack.messages.flatMap(({ content }) => (content.kind === "alert_note" ? [content.note] : []));

  it("is one card, of the worse of two causes, with the other as a line in its thread", async () => {
    await evaluate(await store(BAD));
    await deliver();
    const [card] = cards();
    expect(posts()).to.have.lengthOf(1);
    expect(card?.alert.ruleId).to.equal("OE-06");
    expect(card?.incident.others.map(({ ruleId }) => ruleId)).to.deep.equal(["CR-02"]);
    expect(lines()).to.have.lengthOf(1);
    expect(lines()[0]).to.match(/also in this run/i);
  });

  it("is joined by what fires later in the run, which is shown in the channel only if it is worse", async () => {
    const runId = await store({ ...GOOD, crawl: BAD.crawl });
    await evaluate(runId);
    await deliver();
    expect(cards().map(({ alert, incident }) => [alert.ruleId, incident.severity])).to.deep.equal([
      ["CR-02", "medium"],
    ]);
    await database.withService((transaction) =>
      transaction.query(
        "update run_stage_stats set count_success = 0, count_error = 20 where stage = 'export_odoo'",
      ),
    );
    await evaluate(runId);
    await deliver();
    expect(cards().map(({ alert, incident }) => [alert.ruleId, incident.severity])).to.deep.equal([
      ["OE-06", "high"],
    ]);
    expect(posts()).to.have.lengthOf(2);
    expect(posts()[1]?.threadTs).to.equal(posts()[0]?.ts);
  });

  it("is acknowledged once for all its alerts, and followed up once", async () => {
    await evaluate(await store(BAD));
    await deliver();
    now = at(1.5);
    expect(await followUpAlerts(dependencies(), { channel: "platform", call: [] })).to.equal(1);
    const act = { tenantId: "acme", alertId: await idOf("OE-06"), actor: "U0KIM", now };
    const { outcome, card } = await acknowledgeAlert({ database, runbooks: [] }, act);
    expect([outcome, card.incident.state]).to.deep.equal(["changed", "acknowledged"]);
    expect(await states()).to.deep.equal({ "OE-06": "acknowledged", "CR-02": "acknowledged" });
    expect((await acknowledgeAlert({ database, runbooks: [] }, act)).outcome).to.equal("unchanged");
    await deliver();
    expect(lines().filter((line) => line.includes("cknowledged by"))).to.have.lengthOf(1);
    now = at(3);
    expect(
      await followUpAlerts(dependencies(), { channel: "platform", call: [] }),
      "nobody is called again",
    ).to.be.at.most(1);
  });

  it("is one page outside Slack, which follows whichever alert leads and ends with the last", async () => {
    await createTestTenant(database, "globex", {
      alertChannel: "c",
      notifiers: { high: ["sms"], medium: ["sms"] },
    });
    const runId = await storeRun(database, { tenantId: "globex", startedAt: START, stages: BAD });
    const judge = () => evaluateRun(dependencies(), { tenantId: "globex", runId });
    const pages = async () =>
      database.withTenant("globex", (transaction) =>
        transaction.query<{ subjectId: string; asked: number }[]>(
          `select subject_id as "subjectId", desired_version as asked from alert_notifications where kind = 'alert_page'`,
        ),
      );
    const sms: Pick<AlertNotifier, "name" | "isConfigured"> = { name: "sms", isConfigured: true };
    const said = async () => {
      const [page] = await pages();
      const message = { tenantId: "globex", kind: "alert_page", subjectId: page?.subjectId ?? "" } as const;
      const content = await readPageContent(
        { database, notifiers: [sms], runbookUrl: () => null },
        message,
        now,
      );
      return content === null ? null : [content.event.action, content.event.ruleId, content.event.severity];
    };
    await judge();
    expect(await pages()).to.have.lengthOf(1);
    expect(await said()).to.deep.equal(["trigger", "OE-06", "high"]);
    const [first] = await pages();
    const mend = (stage: string) =>
      database.withService((transaction) =>
        transaction.query("update run_stage_stats set count_success = 60, count_error = 0 where stage = $1", [
          stage,
        ]),
      );
    await mend("export_odoo");
    now = at(2);
    await judge();
    expect(await pages(), "the incident goes on, and nobody is paged anew").to.deep.equal([first]);
    expect(await said()).to.deep.equal(["trigger", "CR-02", "medium"]);
    await mend("crawl");
    now = at(3);
    await judge();
    expect((await pages())[0]?.asked).to.equal((first?.asked ?? 0) + 1);
  });

  it("takes the button from the lines that called people, once somebody has it", async () => {
    await evaluate(await store(BAD));
    await deliver();
    now = at(1.5);
    await followUpAlerts(dependencies(), { channel: "platform", call: [] });
    await deliver();
    const calls = () =>
      slack.messages.flatMap(({ content, broadcast }) =>
        content.kind === "alert_note" && broadcast ? [content] : [],
      );
    expect(calls().map((call) => [call.acknowledge?.tenantId, call.taken])).to.deep.equal([
      ["acme", undefined],
    ]);
    const act = { tenantId: "acme", alertId: await idOf("OE-06"), actor: "U0KIM", now };
    await acknowledgeAlert({ database, runbooks: [] }, act);
    await deliver();
    expect(calls().map((call) => [call.acknowledge, call.taken])).to.deep.equal([
      [undefined, { state: "acknowledged", by: "U0KIM" }],
    ]);
  });

  it("has the checklist of the alert that leads it now, whose ticks are its own", async () => {
    const runId = await store(BAD);
    await evaluate(runId);
    await deliver();
    const steps = {
      diagnostics: [],
      firstSteps: [],
      codes: [],
      bodyMarkdown: "",
      kind: "rule",
      owner: "o",
    } as const;
    const runbooks = ["OE-06", "CR-02"].map(
      (id): Runbook => ({
        ...steps,
        id,
        title: id,
        severity: "high",
        checks: [`look at ${id}`],
        actions: [],
      }),
    );
    const checklists = { database, runbooks, readDiagnoses };
    const shown = async () =>
      (await readChecklist(checklists, { tenantId: "acme", alertId: await idOf("OE-06") }, now))?.steps;
    const tick = { tenantId: "acme", unticked: [], actor: "U0KIM", now };
    await tickSteps(checklists, { ...tick, alertId: await idOf("OE-06"), ticked: ["check-1"] });
    expect((await shown())?.map(({ text, done }) => [text, done?.actor])).to.deep.equal([
      ["look at OE-06", "U0KIM"],
    ]);
    await database.withService((transaction) =>
      transaction.query(
        "update run_stage_stats set count_success = 20, count_error = 0 where stage = 'export_odoo'",
      ),
    );
    now = at(2);
    await evaluate(runId);
    expect((await shown())?.map(({ text, done }) => [text, done])).to.deep.equal([["look at CR-02", null]]);
    const [message] = await database.withService((transaction) =>
      transaction.query<{ asked: number; shown: number }[]>(
        `select desired_version as asked, delivered_version as shown from alert_notifications where kind = 'alert_checklist'`,
      ),
    );
    expect(message?.asked, "it is drawn anew").to.be.above(message?.shown ?? 0);
  });

  it("is opened by its cause, never by chance", async () => {
    const heads = await Promise.all(
      ["acme", "globex", "initech", "hooli"].map(async (tenantId) => {
        if (tenantId !== "acme") await createTestTenant(database, tenantId, { alertChannel: "c" });
        const runId = await storeRun(database, { tenantId, startedAt: START, stages: BAD });
        await evaluateRun(dependencies(), { tenantId, runId });
        return database.withTenant(tenantId, (transaction) =>
          transaction.query<{ rule: string }[]>(
            "select rule_id as rule from alerts where incident_id is null and incident_run_id is not null",
          ),
        );
      }),
    );
    expect(heads.flat().map(({ rule }) => rule)).to.deep.equal(["OE-06", "OE-06", "OE-06", "OE-06"]);
  });

  it("goes on in the same message when its cause ends or is silenced first, and ends with its last alert", async () => {
    const runId = await store(BAD);
    await evaluate(runId);
    await deliver();
    await database.withService((transaction) =>
      transaction.query(
        "update run_stage_stats set count_success = 20, count_error = 0 where stage = 'export_odoo'",
      ),
    );
    now = at(2);
    await evaluate(runId);
    await deliver();
    expect((await states())["OE-06"]).to.equal("resolved");
    expect(cards().map(({ alert, incident }) => [alert.ruleId, incident.state])).to.deep.equal([
      ["CR-02", "firing"],
    ]);
    await database.withTenant("acme", (transaction) =>
      createSilence(
        transaction,
        { tenantId: "acme", ruleId: "CR-02", subject: null, reason: "known", actor: "U0KIM", endsAt: at(9) },
        now,
      ),
    );
    await database.withService((transaction) =>
      transaction.query(
        "update run_stage_stats set count_success = 60, count_error = 0 where stage = 'crawl'",
      ),
    );
    now = at(3);
    await evaluate(runId);
    await deliver();
    expect(cards().map(({ incident }) => incident.state)).to.deep.equal(["resolved"]);
    expect(posts()).to.have.lengthOf(1);
  });

  it("is resolved by a person as a whole", async () => {
    await evaluate(await store(BAD));
    await deliver();
    const act = { tenantId: "acme", alertId: await idOf("OE-06"), actor: "U0KIM", now };
    await resolveAlert({ database, runbooks: [] }, act);
    await deliver();
    expect(await states()).to.deep.equal({ "OE-06": "resolved", "CR-02": "resolved" });
    expect(lines().some((line) => line.includes("with 1 more of this run"))).to.equal(true);
  });

  it("calls people once, in its first post, and keeps them through edits", async () => {
    await database.withService((transaction) =>
      transaction.query(
        `update tenant_policies set policy = policy || '{"escalation": {"steps": [{"mention": ["U0DUTY"]}]}}'`,
      ),
    );
    const runId = await store(BAD);
    await evaluate(runId);
    await deliver();
    expect(cards()[0]?.mention).to.deep.equal(["U0DUTY"]);
    expect(lines().join()).not.to.contain("U0DUTY");
    const act = { tenantId: "acme", alertId: await idOf("OE-06"), actor: "U0KIM", now };
    await resolveAlert({ database, runbooks: [] }, act);
    await deliver();
    expect(cards()[0]?.mention).to.deep.equal(["U0DUTY"]);
  });

  it("calls nobody about what can wait, and people in the thread once it gets bad", async () => {
    await database.withService((transaction) =>
      transaction.query(
        `update tenant_policies set policy = policy || '{"escalation": {"steps": [{"mention": ["U0DUTY"]}]}}'`,
      ),
    );
    const runId = await store({ ...GOOD, crawl: BAD.crawl });
    await evaluate(runId);
    await deliver();
    expect(cards()[0]?.mention).to.deep.equal([]);
    await database.withService((transaction) =>
      transaction.query(
        "update run_stage_stats set count_success = 0, count_error = 20 where stage = 'export_odoo'",
      ),
    );
    await evaluate(runId);
    await deliver();
    expect(cards()[0]?.mention).to.deep.equal([]);
    expect(lines().filter((line) => line.startsWith("<@U0DUTY> "))).to.have.lengthOf(1);
  });

  it("is one however many processes judge the run at once", async () => {
    const runId = await store(BAD);
    await Promise.all([evaluate(runId), sweepAlerts(dependencies()), evaluate(runId)]);
    await deliver();
    expect(posts()).to.have.lengthOf(1);
  });

  it("makes four posts at most of two nights, a rerun and a drill", async () => {
    const first = await store(
      { ...BAD, tavily: { success: 10, error: 40 } },
      { status: "degraded", vendors: { lusha: { calls: 40, errors: 12, quotaExhausted: true } } },
    );
    now = at(1);
    await evaluate(first);
    await deliver();
    now = at(1.3);
    await followUpAlerts(dependencies(), { channel: "platform", call: [] });
    const act = { tenantId: "acme", alertId: await idOf("OE-06"), actor: "U0KIM", now };
    await acknowledgeAlert({ database, runbooks: [] }, act);
    const resumed = { resumedFrom: { runId: first, stages: ["export_odoo"] }, skip: ["mv_refresh"] };
    const rerun = await store(
      { export_odoo: { success: 20 } },
      { startedAt: at(1.4), manifest: resumed, trigger: "manual" },
    );
    now = at(2.2);
    await evaluate(rerun);
    await sweepAlerts(dependencies());
    await deliver();
    const second = await store(
      { ...BAD },
      {
        startedAt: at(24),
        status: "degraded",
        vendors: { lusha: { calls: 4, errors: 4, quotaExhausted: true } },
      },
    );
    now = at(25);
    await evaluate(second);
    await sweepAlerts(dependencies());
    await deliver();
    await startDrill(
      { ...dependencies(), runbooks: [], platformChannel: "platform" },
      { ruleId: "CR-02", tenantId: "acme", actor: "U0KIM" },
    );
    await deliver();
    const seen = posts().map(({ content }) => (content.kind === "alert_note" ? content.note : content.kind));
    expect(seen, seen.join("\n")).to.have.length.at.most(4);
    expect(cards().filter(({ alert }) => alert.drill === true)).to.have.lengthOf(1);
  });
});
