import { expect } from "chai";
import { listOpenAlerts } from "../../../src/alerts/lifecycle/alert-list-store.ts";
import {
  findAlert,
  findTransition,
  lockAlert,
  lockNewestAlerts,
} from "../../../src/alerts/lifecycle/alert-store.ts";
import { insertTransitions, updateAlert } from "../../../src/alerts/lifecycle/alert-write-store.ts";
import type { AlertRow } from "../../../src/alerts/transition/alert-state.ts";
import type { Alert } from "../../../src/entities/alert.ts";
import { errorCode } from "../../../src/errors.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { insertAlert } from "../insert-alert.ts";

const NOW = new Date("2026-11-21T18:00:00.123Z");
const ABOUT = {
  tenantId: "acme",
  ruleId: "CR-02",
  subject: "crawl",
  fingerprint: "acme:CR-02:crawl",
  drill: false,
};
const ROW: AlertRow = {
  state: "firing",
  severity: "high",
  summary: "30 of 60 crawl attempts failed.",
  facts: { errorRatio: 0.1 + 0.2, topError: null, runId: "r", attempts: 60 },
  runId: "0f8fad5b-d9cb-469f-a165-70867728950e",
  occurrences: 1,
  begunAt: new Date("2026-11-21T17:30:00Z"),
  firedAt: NOW,
  lastSeenAt: NOW,
  acknowledgedBy: null,
  acknowledgedAt: null,
  resolvedBy: null,
  resolvedAt: null,
  version: 1,
  announced: true,
  updatePending: false,
};
const LATER = new Date(NOW.getTime() + 60_000);
const RESOLVED: AlertRow = { ...ROW, state: "resolved", resolvedBy: "system", resolvedAt: LATER, version: 2 };

/** It belongs to no incident of a run. */
const ALONE = { incidentId: null, incidentRunId: null };

describe("the store of alerts", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());
  afterEach(() => test.database.withService((transaction) => transaction.query("delete from alerts")));

  const insert = (row = ROW, about = ABOUT) =>
    test.database.withTenant(about.tenantId, (transaction) => insertAlert(transaction, about, row));
  const update = (current: Alert, row: AlertRow) =>
    test.database.withTenant("acme", (transaction) => updateAlert(transaction, current, row));
  const read = (alertId: string) =>
    test.database.withTenant("acme", (transaction) => findAlert(transaction, "acme", alertId));
  const newest = () =>
    test.database.withTenant("acme", async (transaction) => {
      const found = await lockNewestAlerts(transaction, [
        { tenantId: "acme", fingerprint: ABOUT.fingerprint },
        { tenantId: "acme", fingerprint: "unknown" },
      ]);
      return found.get(ABOUT.fingerprint) ?? null;
    });
  async function codeOf(work: Promise<unknown>): Promise<string> {
    try {
      await work;
    } catch (error) {
      return errorCode(error);
    }
    return "none";
  }

  it("gives an alert back as it was written, facts to the last digit", async () => {
    const written = await insert();
    expect(await read(written.alertId)).to.deep.equal({
      ...ABOUT,
      ...ROW,
      ...ALONE,
      alertId: written.alertId,
    });
    expect(await newest()).to.deep.equal(written);
  });

  it("writes the next state over the version that was read, once", async () => {
    const first = await insert();
    const second = await update(first, RESOLVED);
    expect(second).to.deep.equal({ ...ABOUT, ...ALONE, alertId: first.alertId, ...RESOLVED });
    expect(await read(first.alertId)).to.deep.equal(second);
    expect(await codeOf(update(first, { ...RESOLVED, summary: "too late" }))).to.equal("conflict");
    expect(await read(first.alertId)).to.deep.equal(second);
  });

  it("has one open alert of a fingerprint at most", async () => {
    const first = await insert();
    expect(await codeOf(insert())).to.equal("conflict");
    await update(first, RESOLVED);
    expect(await codeOf(insert({ ...ROW, firedAt: LATER }))).to.equal("none");
  });

  it("finds the open alert of a fingerprint before the one fired last", async () => {
    const old = await insert({ ...RESOLVED, firedAt: LATER });
    expect((await newest())?.alertId).to.equal(old.alertId);
    const open = await insert();
    expect((await newest())?.alertId).to.equal(open.alertId);
  });

  it("shows a tenant no alert of another, and none for what is no id", async () => {
    const { alertId } = await insert(ROW, { ...ABOUT, tenantId: "globex" });
    expect(await read(alertId)).to.equal(null);
    expect(await read("1; drop table alerts")).to.equal(null);
    expect(await newest()).to.equal(null);
  });

  it("keeps the steps of an alert by its version", async () => {
    const alert = await insert();
    const record = { from: null, to: "firing", reason: "fired", actor: "system" } as const;
    await test.database.withTenant("acme", async (transaction) => {
      await insertTransitions(transaction, [{ alert, step: record }], NOW);
      const step = await findTransition(transaction, "acme", alert.alertId, 1);
      expect(step).to.deep.include({ fromState: null, toState: "firing", reason: "fired", at: NOW });
      expect(await findTransition(transaction, "acme", alert.alertId, 2)).to.equal(null);
    });
  });

  it("lets the second of two who act at once see what the first one did", async () => {
    const { alertId } = await insert();
    const [isLocked, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = test.database.withTenant("acme", async (transaction) => {
      const current = await lockAlert(transaction, "acme", alertId);
      isLocked.resolve();
      await mayGoOn.promise;
      if (current !== null) await updateAlert(transaction, current, RESOLVED);
    });
    await isLocked.promise;
    const second = test.database.withTenant("acme", (transaction) => lockAlert(transaction, "acme", alertId));
    mayGoOn.resolve();
    await first;
    expect((await second)?.version).to.equal(2);
  });

  it("lists what is open, the worst and then the newest first, with the place of its card", async () => {
    const about = (subject: string) => ({ ...ABOUT, subject, fingerprint: subject });
    const high = await insert(ROW, about("a"));
    const newer = await insert({ ...ROW, firedAt: LATER, state: "acknowledged" }, about("b"));
    const worst = await insert({ ...ROW, severity: "critical" }, about("c"));
    await insert(RESOLVED, about("d"));
    await test.database.withTenant("acme", (transaction) =>
      transaction.query(
        `insert into alert_notifications (tenant_id, kind, subject_id, channel, message_channel, message_ts)
         values ('acme', 'alert', $1, 'alerts', 'C1', '17.01')`,
        [worst.alertId],
      ),
    );
    const open = await test.database.withTenant("acme", (transaction) => listOpenAlerts(transaction, "acme"));
    expect(open.map(({ alertId }) => alertId)).to.deep.equal([worst, newer, high].map((one) => one.alertId));
    expect(open[0]).to.deep.equal({
      tenantId: "acme",
      alertId: worst.alertId,
      ruleId: "CR-02",
      subject: "c",
      begunAt: ROW.begunAt,
      drill: false,
      severity: "critical",
      state: "firing",
      summary: ROW.summary,
      firedAt: NOW,
      acknowledgedBy: null,
      resolvedBy: null,
      resolvedAt: null,
      messageChannel: "C1",
      messageTs: "17.01",
    });
    expect(open[1]).to.include({ messageChannel: null, messageTs: null, state: "acknowledged" });
  });
});
