import { expect } from "chai";
import { readAlertCard } from "../../../src/alerts/cards/alert-card-store.ts";
import { noteText } from "../../../src/alerts/contents/note-text.ts";
import { readTimeline } from "../../../src/alerts/contents/read-timeline.ts";
import { findTransition } from "../../../src/alerts/lifecycle/alert-store.ts";
import {
  acknowledgeAlert,
  callToAlert,
  handOverAlert,
  releaseAlert,
  resolveAlert,
} from "../../../src/alerts/raising/act-on-alert.ts";
import type { Database } from "../../../src/database/database.ts";
import type { Alert } from "../../../src/entities/alert.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { insertAlert } from "../insert-alert.ts";

const FIRED = new Date("2026-11-21T18:00:00Z");
const later = (minutes: number) => new Date(FIRED.getTime() + minutes * 60_000);

describe("the people of an alert", () => {
  let test: TestDatabase;
  let database: Database;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme");
  });
  after(() => test.drop());
  beforeEach(() => database.withService((transaction) => transaction.query("delete from alerts")));

  const raise = (firedAt: Date): Promise<Alert> =>
    database.withTenant("acme", async (transaction) => {
      const about = { tenantId: "acme", ruleId: "VQ-03", subject: "lusha", fingerprint: "acme:VQ-03:lusha" };
      const alert = await insertAlert(transaction, about, {
        state: "firing",
        severity: "high",
        summary: "The quota at lusha is used up.",
        facts: {},
        runId: null,
        occurrences: 1,
        firedAt,
        lastSeenAt: firedAt,
        acknowledgedBy: null,
        acknowledgedAt: null,
        resolvedBy: null,
        resolvedAt: null,
        version: 1,
        announced: true,
        updatePending: false,
      });
      await transaction.query(
        `insert into alert_transitions (tenant_id, alert_id, version, to_state, reason, actor, at)
         values ('acme', $1, 1, 'firing', 'fired', 'system', $2)`,
        [alert.alertId, firedAt],
      );
      return alert;
    });
  const dependencies = () => ({ database, runbooks: [] });
  const act = ({ alertId }: Alert, actor: string, minutes: number) => ({
    tenantId: "acme",
    alertId,
    actor,
    now: later(minutes),
  });
  const lastLine = ({ alertId, version, ...alert }: Alert) =>
    database.withTenant("acme", async (transaction) => {
      const step = await findTransition(transaction, "acme", alertId, version);
      return step === null ? null : noteText(step, alert);
    });

  it("hand it over, give it back and call others, which its thread says", async () => {
    const fired = await raise(FIRED);
    await acknowledgeAlert(dependencies(), act(fired, "U0KIM", 2));
    const handed = await handOverAlert(dependencies(), { ...act(fired, "U0KIM", 5), to: "U0LEE" });
    expect(handed.alert).to.include({ state: "acknowledged", acknowledgedBy: "U0LEE" });
    expect(await lastLine(handed.alert)).to.equal("<@U0LEE> has it now, handed over by <@U0KIM>.");
    const again = await handOverAlert(dependencies(), { ...act(fired, "U0KIM", 6), to: "U0LEE" });
    expect(again.outcome).to.equal("unchanged");
    const called = await callToAlert(dependencies(), { ...act(fired, "U0LEE", 7), mention: ["S0DUTY"] });
    expect(await lastLine(called.alert)).to.match(/^<!subteam\^S0DUTY> You are called by <@U0LEE> \(high\)/);
    const released = await releaseAlert(dependencies(), act(fired, "U0LEE", 9));
    expect(released.alert).to.include({ state: "firing", acknowledgedBy: null });
    expect((await releaseAlert(dependencies(), act(fired, "U0LEE", 10))).outcome).to.equal("unchanged");
    const timeline = await database.withTenant("acme", (transaction) => readTimeline(transaction, fired, []));
    expect(timeline.map(({ at, text }) => [(at.getTime() - FIRED.getTime()) / 60_000, text])).to.deep.equal([
      [0, "Fired (high): The quota at lusha is used up."],
      [2, "Acknowledged by <@U0KIM>."],
      [5, "<@U0LEE> has it now, handed over by <@U0KIM>."],
      [7, "<!subteam^S0DUTY> You are called by <@U0LEE> (high): The quota at lusha is used up."],
      [9, "<@U0LEE> gave it back, so nobody has it now (high): The quota at lusha is used up."],
    ]);
  });

  it("say what it was when they end it, and the next alert of its kind shows that", async () => {
    const first = await raise(FIRED);
    const ending = { cause: "vendor", done: "Topped up; wrote to jo@example.com" } as const;
    const { card } = await resolveAlert(dependencies(), { ...act(first, "U0KIM", 42), ending });
    expect(card.ending).to.deep.equal({ cause: "vendor", done: "Topped up; wrote to j***@example.com" });
    expect(card.lastTime).to.equal(null);
    const second = await raise(later(1440));
    const next = await database.withTenant("acme", (transaction) =>
      readAlertCard(transaction, second, [], later(1441)),
    );
    expect(next?.lastTime).to.deep.include({ by: "U0KIM", afterMs: 42 * 60_000, cause: "vendor" });
    expect(next?.ending).to.deep.equal({ cause: null, done: null });
  });

  it("cannot act on one that has ended", async () => {
    const fired = await raise(FIRED);
    await resolveAlert(dependencies(), act(fired, "U0KIM", 3));
    const late = act(fired, "U0LEE", 4);
    const outcomes = [
      await releaseAlert(dependencies(), late),
      await handOverAlert(dependencies(), { ...late, to: "U0LEE" }),
      await callToAlert(dependencies(), { ...late, mention: ["U0LEE"] }),
      await resolveAlert(dependencies(), { ...late, ending: { cause: "nothing", done: null } }),
    ];
    expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(
      Array.from({ length: 4 }, () => "unchanged"),
    );
    expect(outcomes[3]?.card.alert.resolvedBy).to.equal("U0KIM");
  });
});
