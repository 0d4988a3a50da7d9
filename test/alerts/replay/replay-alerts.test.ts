import { expect } from "chai";
import { evaluateRun } from "../../../src/alerts/evaluation/evaluate-alerts.ts";
import { readRunEvidence } from "../../../src/alerts/evidence/snapshot-store.ts";
import { readReplayBatch } from "../../../src/alerts/replay/read-replay-batch.ts";
import { replayAlerts, replayThresholds } from "../../../src/alerts/replay/replay-alerts.ts";
import {
  findReplayRule,
  REPLAY_RULES,
  readThresholdChanges,
  replayRule,
} from "../../../src/alerts/replay/replay-rule.ts";
import { replayText } from "../../../src/alerts/replay/replay-text.ts";
import { crawlErrorRate } from "../../../src/alerts/rules/crawl-error-rate.ts";
import { qaPassRate } from "../../../src/alerts/rules/qa-pass-rate.ts";
import { setThreshold } from "../../../src/alerts/settings/rule-store.ts";
import type { Database } from "../../../src/database/database.ts";
import { InvalidInputError, NotFoundError } from "../../../src/errors.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { rejection } from "../../support/rejection.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { makeSnapshot, makeStage } from "../make-snapshot.ts";
import { storeRun, storeSamples } from "../stored-run.ts";

const night = (countError: number, fired: boolean, notUseful = false) => ({
  fired,
  notUseful,
  snapshot: makeSnapshot({ stages: [makeStage("crawl", { countSuccess: 100 - countError, countError })] }),
});

describe("replaying a rule", () => {
  it("says what it finds as set and changed, and how that agrees with what fired", () => {
    const nights = [
      night(35, true, true),
      night(45, true),
      night(20, true),
      night(60, false),
      night(10, false),
    ];
    const result = replayRule(crawlErrorRate, { warnRatio: 0.4 }, nights);
    const { asSet, changed, fired, notUseful, runs } = result;
    expect([fired, notUseful]).to.deep.equal([3, 1]);
    expect(asSet).to.deep.equal({
      found: 3,
      both: 2,
      extra: 1,
      missed: 1,
      notUseful: 1,
      precision: 2 / 3,
      recall: 2 / 3,
    });
    expect(changed).to.deep.equal({
      found: 2,
      both: 1,
      extra: 1,
      missed: 2,
      notUseful: 0,
      precision: 1 / 2,
      recall: 1 / 3,
    });
    expect(runs.map((run) => [run.asSet, run.changed])).to.deep.equal([
      ["medium", null],
      ["medium", "medium"],
      [null, null],
      ["critical", "critical"],
      [null, null],
    ]);
    expect(replayText(result, 30)).to.equal(
      "Of the 5 nights of the last 30 days it would have fired on 2 instead of 3 (1 night fewer). Of 3 that did alert people it would miss 2. Of 1 that somebody called not useful it would repeat 0.",
    );
    expect(
      replayText(replayRule(crawlErrorRate, { warnRatio: 0.1, escalateRatio: 0.4 }, nights), 7),
    ).to.include("fired on 4 instead of 3 (1 night more, 1 night with another severity).");
    expect(replayText(replayRule(crawlErrorRate, {}, []), 1)).to.equal(
      "There is no night in the last 1 day to try it on.",
    );
  });

  it("says which rules cannot be tried, and why", () => {
    expect(findReplayRule("slo-16").id).to.equal("SLO-16");
    for (const id of ["OK-15", "SR-10", "PL-22"])
      expect(() => findReplayRule(id), id).to.throw(
        InvalidInputError,
        "is not kept; these can: MV-01, CR-02",
      );
    expect(() => findReplayRule("XX-99")).to.throw(NotFoundError, "Known: MV-01");
  });

  it("has no precision without findings and no recall without alerts", () => {
    const { changed } = replayRule(crawlErrorRate, {}, [night(0, false)]);
    expect([changed.precision, changed.recall]).to.deep.equal([null, null]);
  });

  it("takes thresholds by name, with or without the rule's id", () => {
    expect(readThresholdChanges(crawlErrorRate, ["warnRatio=0.4", "CR-02.minimumAttempts=5"])).to.deep.equal({
      warnRatio: 0.4,
      minimumAttempts: 5,
    });
    for (const bad of ["warnRatio", "warnRatio=2", "warnRatio=x", "toString=1", "minimumAttempts=1.5", "="]) {
      expect(() => readThresholdChanges(crawlErrorRate, [bad]), bad).to.throw(InvalidInputError);
    }
  });
});

describe("replaying alerts from the database", () => {
  const START = new Date("2026-11-01T17:00:00Z");
  const nightOf = (day: number) => new Date(START.getTime() + day * 86_400_000);
  let test: TestDatabase;
  let database: Database;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme", { thresholds: { "CR-02.escalateRatio": 0.9 } });
    await createTestTenant(database, "globex");
  });
  after(() => test.drop());

  it("knows which nights fired: a new alert, one still found, and none that ended", async () => {
    for (const [day, error] of [35, 36, 5, 45].entries()) {
      const startedAt = nightOf(day);
      const runId = await storeRun(database, {
        tenantId: "acme",
        startedAt,
        stages: { crawl: { success: 100 - error, error } },
        vendors: { lusha: { calls: 10 } },
        metrics: { candidates_selected: 60 },
      });
      if (day === 2)
        await storeSamples(database, { tenantId: "acme", runId }, ["pass", "fail", null], startedAt);
      const clock = () => new Date(startedAt.getTime() + 3_600_000);
      await evaluateRun({ database, logger: quietLogger(), clock }, { tenantId: "acme", runId });
    }
    const wanted = {
      rule: crawlErrorRate,
      changes: { warnRatio: 0.4 },
      tenantIds: ["acme", "globex"],
      since: START,
    };
    const { runs } = await replayAlerts(database, wanted);
    expect(runs.map((run) => [run.fired, run.asSet, run.changed])).to.deep.equal([
      [true, "medium", null],
      [true, "medium", null],
      [false, null, null],
      [true, "medium", "medium"],
    ]);
    const later = await replayAlerts(database, { ...wanted, since: nightOf(3) });
    expect(later.runs).to.have.lengthOf(1);
  });

  it("rebuilds each night as the rules saw it", async () => {
    const policy = { candidateFloor: 50, thresholds: {} };
    const wanted = { tenantId: "acme", ruleId: "CR-02", since: START, after: null };
    const batch = await database.withTenant("acme", (transaction) =>
      readReplayBatch(transaction, wanted, policy),
    );
    expect(batch).to.have.lengthOf(4);
    for (const { snapshot } of batch) {
      const { runId } = snapshot.run;
      const evidence = await database.withTenant("acme", (transaction) =>
        readRunEvidence(transaction, { tenantId: "acme", runId }, policy, snapshot.now),
      );
      // The samples of the third night count for those after it alone; events are counted for RC-13 alone.
      const { qa, reconciled } = snapshot;
      expect(snapshot).to.deep.equal({ ...evidence?.snapshot, qa, reconciled });
    }
    expect(batch.map(({ snapshot }) => snapshot.qa.fails)).to.deep.equal([0, 0, 1, 1]);
    expect(batch.map(({ snapshot }) => snapshot.qa.pending)).to.deep.equal([0, 0, 1, 1]);
  });

  it("reads many nights in as many queries as a few, and in pages", async () => {
    for (let index = 0; index < 120; index += 1) {
      await storeRun(database, {
        tenantId: "globex",
        startedAt: new Date(START.getTime() + index * 3_600_000),
      });
    }
    const { runs } = await replayAlerts(database, {
      rule: qaPassRate,
      changes: {},
      tenantIds: ["globex"],
      since: START,
    });
    expect(new Set(runs.map(({ runId }) => runId)).size).to.equal(120);
    const count = async (since: Date) => {
      let queries = 0;
      await database.withTenant("globex", (transaction) => {
        // oxlint-disable-next-line typescript/no-unsafe-assignment -- a transaction that counts
        const counting: typeof transaction = Object.create(transaction, {
          query: {
            value: (text: string, values: unknown[]) => {
              queries += 1;
              return transaction.query(text, values);
            },
          },
        });
        return readReplayBatch(
          counting,
          { tenantId: "globex", ruleId: "QA-08", since, after: null },
          { candidateFloor: 1, thresholds: {} },
        );
      });
      return queries;
    };
    expect(await count(START)).to.equal(await count(new Date(START.getTime() + 118 * 3_600_000)));
  });

  it("counts the events of each night for RC-13", async () => {
    const wanted = { tenantId: "acme", ruleId: "RC-13", since: START, after: null };
    const batch = await database.withTenant("acme", async (transaction) => {
      await transaction.query(
        `insert into run_event_logs (tenant_id, event_date, ts, run_id, event, status, dedupe_key)
         select tenant_id, run_date, ended_at, run_id, 'run_finished', 'success', gen_random_uuid() from enrichment_runs`,
      );
      return readReplayBatch(transaction, wanted, { candidateFloor: 50, thresholds: {} });
    });
    // Totals were written, and no events.
    for (const { snapshot } of batch)
      expect(snapshot.reconciled?.find(({ name, by }) => name === "crawl" && by === "events")).to.include({
        stored: 100,
        counted: 0,
      });
  });

  it("judges service levels as of each night", async () => {
    const slow = { ruleId: "SLO-16", thresholds: { durationP95Minutes: 10, minimumNights: 2 } };
    const clock = () => nightOf(10);
    const { runs, asSet, changed } = await replayThresholds({ database, clock }, "acme", slow);
    expect([asSet.found, changed.found]).to.deep.equal([0, 3]);
    expect(runs.map((run) => run.changed)).to.deep.equal([null, "high", "high", "high"]);
  });

  it("compares with the thresholds that are set, and what people called not useful", async () => {
    await database.withTenant("acme", async (transaction) => {
      await setThreshold(
        transaction,
        { tenantId: "acme", actor: "test" },
        { ruleId: "CR-02", name: "warnRatio", value: 0.4 },
      );
      await transaction.query(
        `insert into alert_feedback (tenant_id, alert_id, user_id, useful, at)
         select tenant_id, alert_id, 'U1', false, fired_at from alerts where rule_id = 'CR-02' order by fired_at limit 1`,
      );
    });
    const clock = () => nightOf(10);
    const wish = { ruleId: "cr-02", thresholds: { warnRatio: 0.355 } };
    const { asSet, changed, notUseful } = await replayThresholds({ database, clock }, "acme", wish);
    expect([asSet.found, changed.found]).to.deep.equal([1, 2]);
    expect([notUseful, asSet.notUseful, changed.notUseful]).to.deep.equal([2, 0, 1]);
    const impossible = replayThresholds({ database, clock }, "acme", {
      ...wish,
      thresholds: { warnRatio: 2 },
    });
    expect(await rejection(impossible)).to.be.instanceOf(InvalidInputError);
    const { runs } = await replayThresholds({ database, clock }, "acme", { ...wish, days: 7 });
    expect(runs).to.have.lengthOf(1);
  });

  it("runs every built-in rule", async () => {
    for (const rule of REPLAY_RULES) {
      const { runs } = await replayAlerts(database, { rule, changes: {}, tenantIds: ["acme"], since: START });
      expect(runs, rule.id).to.have.lengthOf(4);
    }
  });
});
