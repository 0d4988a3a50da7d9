import { expect } from "chai";
import { acknowledgeAlert, resolveAlert } from "../../src/alerts/act-on-alert.ts";
import { deliverDue } from "../../src/alerts/deliver-notifications.ts";
import { DRILL_SCENARIOS, drillFinding } from "../../src/alerts/drills/drill-scenarios.ts";
import { readResponse } from "../../src/alerts/measure-response.ts";
import { evaluateRun } from "../../src/alerts/raise-alerts.ts";
import { type AlertContent, readAlertContent } from "../../src/alerts/read-alert-content.ts";
import { RULES } from "../../src/alerts/rules.ts";
import { DRILL_RULES, finishDrill, finishDueDrills, startDrill } from "../../src/alerts/run-drill.ts";
import type { Runbook } from "../../src/alerts/runbook.ts";
import { readRunbooks } from "../../src/alerts/runbook-store.ts";
import { alertMessage } from "../../src/bot/blocks/alert-blocks.ts";
import type { Database } from "../../src/database/database.ts";
import { NotFoundError } from "../../src/errors.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";
import { createFakeChannel } from "./fake-channel.ts";
import { storeRun } from "./stored-run.ts";

const START = new Date("2026-11-21T17:00:00Z");
const ACTOR = "U0000001";

describe("the scenarios of drills", () => {
  it("are one for each built-in rule about a run, and none without a rule", () => {
    const scenarios = Object.keys(DRILL_SCENARIOS);
    expect(scenarios).to.include.members(RULES.map(({ id }) => id));
    expect(DRILL_RULES.map(({ id }) => id)).to.include.members(scenarios);
  });

  it("make their own rule fire, and say that they are drills", () => {
    for (const rule of DRILL_RULES) {
      const found = drillFinding(rule, START);
      expect(found.ruleId).to.equal(rule.id);
      // What a probe finds is not made up: a drill of it says the rule's name.
      expect(found.subject === "drill", rule.id).to.equal(!(rule.id in DRILL_SCENARIOS));
      expect(found.summary).to.match(/^This is a drill\. .+\.$/);
    }
  });

  it("leave a rule without one its name to say", () => {
    const rule = { id: "XX-99", title: "Something is odd", severity: "low" } as const;
    expect(drillFinding(rule, START)).to.include({
      subject: "drill",
      summary: "This is a drill. Something is odd.",
    });
  });
});

describe("drilling", () => {
  let test: TestDatabase;
  let database: Database;
  let runbooks: Runbook[];
  let now: Date;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    runbooks = await readRunbooks("runbooks");
    await createTestTenant(database, "acme", { alertChannel: "acme-alerts", qaChannel: "acme-qa" });
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = START;
    await database.withService(async (transaction) => {
      for (const table of ["alert_notifications", "alerts", "enrichment_runs"])
        await transaction.query(`delete from ${table}`);
    });
  });

  const pass = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const dependencies = () => ({
    database,
    logger: quietLogger(),
    clock: () => now,
    runbooks,
    platformChannel: "platform-alerts",
  });
  const drill = (ruleId: string) => startDrill(dependencies(), { ruleId, tenantId: "acme", actor: ACTOR });

  function createDelivery() {
    const channel = createFakeChannel<AlertContent>();
    return {
      channel,
      deliver: async (rounds = 1) => {
        for (let round = 0; round < rounds; round += 1) {
          await deliverDue<AlertContent>({
            database,
            channel,
            readContent: (message) => readAlertContent(database, runbooks, message),
            clock: () => now,
            logger: quietLogger(),
            wait: () => Promise.resolve(),
          });
          pass(1_500);
        }
      },
    };
  }

  for (const { id } of DRILL_RULES) {
    it(`takes ${id} all the way: found, posted, taken, scored and over`, async () => {
      const { channel, deliver } = createDelivery();
      const begun = await drill(id);
      pass(1_000);
      await deliver();
      const [card] = channel.messages;
      if (card?.content.kind !== "alert") throw new Error("there is no card");
      const { alert } = card.content.card;
      expect(alert).to.include({ alertId: begun.alertId, ruleId: id, drill: true, state: "firing" });
      const shown = alertMessage(card.content.card, "http://127.0.0.1");
      expect(shown.text).to.include("DRILL").and.include("This is a drill.");

      const act = { tenantId: begun.tenantId, alertId: begun.alertId, actor: ACTOR };
      await acknowledgeAlert({ database, runbooks }, { ...act, now });
      const { drill: ended, last } = await finishDrill(dependencies(), begun);
      expect(last).to.equal(null);
      // All in time, and no step of the runbook ticked.
      expect(ended.score).to.equal(80);
      await deliver(6);
      const notes = channel.messages.flatMap(({ content, threadTs }) =>
        content.kind === "alert_note" && threadTs === card.ts ? [content.note] : [],
      );
      expect(notes.filter((note) => note.startsWith(`Drill of ${id}: 80 of 100 points`))).to.have.lengthOf(1);
      expect(card.content.card.alert.state).to.equal("resolved");
    });
  }

  it("stays beside a true alert of the same rule, and out of the statistics", async () => {
    const runId = await storeRun(database, {
      tenantId: "acme",
      startedAt: START,
      stages: { crawl: { success: 40, error: 20 } },
    });
    await evaluateRun(dependencies(), { tenantId: "acme", runId });
    const begun = await drill("CR-02");
    await evaluateRun(dependencies(), { tenantId: "acme", runId });
    await finishDrill(dependencies(), begun);
    const states = await database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>("select drill, state from alerts where rule_id = 'CR-02' order by drill"),
    );
    expect(states).to.deep.equal([
      { drill: false, state: "firing" },
      { drill: true, state: "resolved" },
    ]);
    const window = {
      tenantId: "acme",
      since: new Date(START.getTime() - 1),
      until: new Date(START.getTime() + 60_000),
    };
    const { byRule } = await readResponse({ database }, window);
    expect(byRule.find(({ key }) => key === "CR-02")?.fired).to.equal(1);
  });

  it("is compared with the drill before, and ended once", async () => {
    const first = await drill("OE-06");
    const done = await finishDrill(dependencies(), first);
    pass(60_000);
    const again = await finishDrill(dependencies(), first);
    expect(again.drill).to.deep.equal(done.drill);
    const second = await drill("OE-06");
    expect((await finishDrill(dependencies(), second)).last).to.deep.equal(done.drill);
  });

  it("is ended by the sweep when its alert is resolved, or after an hour", async () => {
    const resolved = await drill("CR-02");
    await drill("MV-01");
    expect(await finishDueDrills(dependencies())).to.equal(0);
    await resolveAlert(
      { database, runbooks },
      { tenantId: "acme", alertId: resolved.alertId, actor: ACTOR, now },
    );
    expect(await finishDueDrills(dependencies())).to.equal(1);
    pass(60 * 60_000);
    expect(await finishDueDrills(dependencies())).to.equal(0);
    pass(1);
    expect(await finishDueDrills(dependencies())).to.equal(1);
  });

  it("names the rules there are, for one that is not", async () => {
    const refused = await drill("XX-99").catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(NotFoundError).with.property("message").that.includes("CR-02");
  });
});
