import { expect } from "chai";
import { type AlertContent, readAlertContent } from "../../../src/alerts/contents/read-alert-content.ts";
import { evaluateRun } from "../../../src/alerts/evaluation/evaluate-alerts.ts";
import { acknowledgeAlert } from "../../../src/alerts/raising/act-on-alert.ts";
import { saveFeedback } from "../../../src/alerts/reports/feedback-store.ts";
import { tickSteps } from "../../../src/alerts/runbooks/runbook-checklist.ts";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";
import { deliverMessages } from "../../../src/messages/deliver-messages.ts";
import { createFakeChannel } from "../../alerts/fake-channel.ts";
import { storeRun } from "../../alerts/stored-run.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { createCli } from "../support/create-cli.ts";

const PERSON = "U0PERSON";
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);

describe("the alerts command", () => {
  let test: TestDatabase;
  /** Of the drill that somebody took. */
  let score: number;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    const { database } = test;
    for (const tenantId of ["acme", "globex"]) await createTestTenant(database, tenantId);
    const dependencies = { database, logger: quietLogger() };
    for (const [hours, error] of [
      [60, 5],
      [40, 35],
      [20, 60],
    ] as const) {
      const startedAt = ago(hours);
      const stages = { mv_refresh: { success: 1 }, crawl: { success: 100 - error, error } };
      const runId = await storeRun(database, { tenantId: "acme", startedAt, stages });
      const clock = () => new Date(startedAt.getTime() + 3_600_000);
      await evaluateRun({ ...dependencies, clock }, { tenantId: "acme", runId });
    }
    const [alert] = await rows<{ alertId: string; firedAt: Date }>(
      `select alert_id as "alertId", fired_at as "firedAt" from alerts where rule_id = 'CR-02'`,
    );
    if (alert === undefined) throw new Error("CR-02 did not fire");
    const act = { tenantId: "acme", alertId: alert.alertId, actor: PERSON };
    const now = new Date(alert.firedAt.getTime() + 15 * 60_000);
    await acknowledgeAlert({ database, runbooks: [] }, { ...act, now });
    await database.withTenant("acme", (transaction) =>
      saveFeedback(transaction, { ...act, userId: PERSON, useful: false, reason: "noise", at: now }),
    );
  });
  after(() => test.drop());

  const rows = <Row>(sql: string) =>
    test.database.withService((transaction) => transaction.query<Row[]>(sql));

  const cli = createCli("alerts", () => test, { environment: { LOG_LEVEL: "error" } });

  const refused: readonly [says: string, args: string[], code: number, message: RegExp][] = [
    ["a response of no days", ["response", "--days", "0"], 2, /^--days: must be a whole number/],
    ["a response of nobody", ["response", "--tenant", "nobody"], 3, /no tenant "nobody"/],
    ["to replay a rule there is not", ["replay", "--rule", "XX-99"], 3, /no rule "XX-99".*Known: MV-01/],
    [
      "to replay what is not kept",
      ["replay", "--rule", "SR-10"],
      2,
      /SR-10 cannot be tried.*these can: MV-01/,
    ],
    [
      "a word for a threshold",
      ["replay", "--rule", "CR-02", "--set", "warnRatio=x"],
      2,
      /is "x", which is no/,
    ],
    ["a share above one", ["replay", "--rule", "CR-02", "--set", "warnRatio=2"], 2, /is between 0 and 1/],
    ["a threshold there is not", ["replay", "--rule", "CR-02", "--set", "size=2"], 2, /CR-02 has: warnRatio/],
    ["to replay for nobody", ["replay", "--rule", "CR-02", "--tenant", "nobody"], 3, /no tenant "nobody"/],
    ["to drill a rule there is not", ["drill", "XX-99", "--tenant", "acme"], 3, /no rule "XX-99".*CR-02/],
    ["to drill for no tenant", ["drill", "CR-02"], 2, /^--tenant: names the tenant/],
    ["to drill for nobody", ["drill", "CR-02", "--tenant", "nobody"], 3, /no tenant "nobody"/],
    ["to wait less than nothing", ["drill", "CR-02", "--tenant", "acme", "--wait", "-1"], 2, /^--wait/],
  ];
  for (const [says, args, code, message] of refused)
    it(`refuses ${says}`, async () => {
      const answer = await cli(...args);
      expect(answer.message).to.match(message);
      expect([answer.code, answer.out]).to.deep.equal([code, ""]);
    });

  it("response tells by rule, tenant and person, which rules were of use, and the service levels", async () => {
    const { code, out, message } = await cli("response", "--days", "7");
    expect(code).to.equal(0);
    const lines = out.split("\n").map((line) => line.split(/ {2,}/));
    expect(lines).to.deep.include.members([
      ["all", "all", "1", "1", "0", "1", "15 min", "15 min", "-", "1", "1"],
      ["rule", "CR-02", "1", "1", "0", "1", "15 min", "15 min", "-", "1", "1"],
      ["tenant", "acme", "1", "1", "0", "1", "15 min", "15 min", "-", "1", "1"],
      ["person", PERSON, "1", "1", "0", "1", "15 min", "15 min", "-", "1", "1"],
      ["CR-02", "1", "1", "0 %"],
      ["all", "0 of 3 nights of 7 days failed (target 98 % succeed)", "too few nights"],
    ]);
    expect(message).to.include("acknowledged within 10 min").and.include("Drills are left out");
    const own = await cli("response", "--tenant", "acme");
    expect(own.out).to.match(/Run success 100 % of 3 nights, 0 failed and 1 may \(target 98 %\) +kept/);
    const json: unknown = JSON.parse((await cli("response", "--json")).out);
    expect(json).to.have.nested.property("all.acknowledged_late", 1);
  });

  it("replay shows which nights would be judged otherwise, and writes nothing", async () => {
    const before = await rows("select count(*) from alerts");
    const { code, out } = await cli("replay", "--rule", "cr-02", "--set", "warnRatio=0.4");
    expect(code).to.equal(0);
    expect(out).to.include(
      "Of the 3 nights of the last 30 days it would have fired on 1 instead of 2 (1 night fewer). Of 2 that did alert people it would miss 1. Of 2 that somebody called not useful it would repeat 1.",
    );
    expect(out).to.match(/acme +[0-9a-f-]{36} +\S+ +medium +- +yes, not useful/);
    expect(await rows("select count(*) from alerts")).to.deep.equal(before);
    const none = await cli("replay", "--rule", "CR-02", "--tenant", "globex");
    expect(none.out).to.equal("There is no night in the last 30 days to try it on.\n");
  });

  it("drill waits until its card is taken and its runbook done, and tells the score", async () => {
    const drilling = cli("drill", "cr-02", "--tenant", "acme", "--wait", "30");
    await answerDrill();
    const { code, out, message } = await drilling;
    expect(message).to.include("of CR-02 has begun").and.include("Nobody is paged");
    expect(out).to.match(
      /^Drill of CR-02: \d+ of 100 points \(.*(\d+) of \1 runbook steps done\)\. This was the first/,
    );
    // Nothing is lost for the acknowledgement and the steps; how soon the card came is up to the machine.
    score = Number(/(\d+) of 100 points/.exec(out)?.[1]);
    expect(score).to.be.within(60, 100);
    expect(code).to.equal(0);
  });

  it("drill that nobody takes ends with a code of its own, compared with the one before, and leaves nothing open", async () => {
    const { code, out } = await cli("drill", "CR-02", "--tenant", "acme", "--wait", "0");
    expect(code).to.equal(1);
    expect(out)
      .to.include("acknowledged never")
      .and.match(new RegExp(`That is fewer than last time, \\S+ \\(${score}\\)`));
    expect((await cli("drill", "PL-24", "--wait", "0")).out).to.include("Drill of PL-24");
    expect(await rows("select 1 from alerts where drill and state <> 'resolved'")).to.deep.equal([]);
    expect(await rows("select 1 from drills where ended_at is null")).to.deep.equal([]);
  });

  /** Delivers the card of the drill in progress, and does what a person would. */
  async function answerDrill(): Promise<void> {
    const { database } = test;
    const runbooks = await readRunbooks("runbooks");
    const channel = createFakeChannel<AlertContent>();
    let drill: { tenantId: string; alertId: string } | undefined;
    await waitUntil(async () => {
      [drill] = await rows<{ tenantId: string; alertId: string }>(
        `select tenant_id as "tenantId", alert_id as "alertId" from drills where ended_at is null`,
      );
      return drill !== undefined;
    });
    if (drill === undefined) throw new Error("no drill has begun");
    const { tenantId, alertId } = drill;
    await waitUntil(async () => {
      await deliverMessages<AlertContent>({
        database,
        channel,
        readContent: (message, now) => readAlertContent(database, runbooks, message, now),
        clock: () => new Date(),
        logger: quietLogger(),
        wait: () => Promise.resolve(),
      });
      return channel.messages.some(
        ({ content }) => content.kind === "alert" && content.card.alert.alertId === alertId,
      );
    });
    const act = { tenantId, alertId, actor: PERSON, now: new Date() };
    await acknowledgeAlert({ database, runbooks }, act);
    const runbook = runbooks.find(({ id }) => id === "CR-02");
    const ticked = [
      ...(runbook?.checks ?? []).map((_, index) => `check-${index + 1}`),
      ...(runbook?.actions ?? []).map((_, index) => `action-${index + 1}`),
    ];
    const readDiagnoses = () => Promise.resolve([]);
    await tickSteps({ database, runbooks, readDiagnoses }, { ...act, ticked, unticked: [] });
  }
});
