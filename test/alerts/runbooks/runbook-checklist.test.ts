import { expect } from "chai";
import { saveFeedback } from "../../../src/alerts/reports/feedback-store.ts";
import type { Runbook } from "../../../src/alerts/runbooks/runbook.ts";
import { readChecklist, tickSteps } from "../../../src/alerts/runbooks/runbook-checklist.ts";
import type { Database } from "../../../src/database/database.ts";
import { wantMessage } from "../../../src/messages/outbox-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { insertAlert } from "../insert-alert.ts";

const FIRED = new Date("2026-11-21T18:00:00Z");
const LATER = new Date("2026-11-21T18:12:00Z");
const RUNBOOK: Runbook = {
  id: "CR-02",
  title: "Crawl error rate is high",
  kind: "rule",
  severity: "medium",
  owner: "on-call",
  checks: ["look", "compare"],
  actions: ["act"],
  firstSteps: ["look"],
  codes: [],
  bodyMarkdown: "",
};

describe("the checklist of an alert", () => {
  let test: TestDatabase;
  let database: Database;
  let alertId: string;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme");
    await createTestTenant(database, "globex");
  });
  after(() => test.drop());
  beforeEach(async () => {
    await database.withService((transaction) => transaction.query("delete from alerts"));
    await database.withService((transaction) => transaction.query("delete from alert_notifications"));
    const about = { tenantId: "acme", ruleId: "CR-02", subject: "crawl", fingerprint: "f" };
    const alert = await database.withTenant("acme", (transaction) =>
      insertAlert(transaction, about, {
        state: "firing",
        severity: "medium",
        summary: "s",
        facts: {},
        runId: null,
        occurrences: 1,
        firedAt: FIRED,
        lastSeenAt: FIRED,
        acknowledgedBy: null,
        acknowledgedAt: null,
        resolvedBy: null,
        resolvedAt: null,
        announced: true,
        updatePending: false,
        version: 1,
      }),
    );
    ({ alertId } = alert);
  });

  const dependencies = (runbooks: readonly Runbook[] = [RUNBOOK]) => ({
    database,
    runbooks,
    readDiagnoses: () =>
      Promise.resolve([{ label: "Error classes", result: "ok" as const, detail: "none leads" }]),
  });
  const tick = (ticked: string[], unticked: string[] = [], actor = "U0KIM", now = LATER) =>
    tickSteps(dependencies(), { tenantId: "acme", alertId, ticked, unticked, actor, now });
  const read = (tenantId = "acme") => readChecklist(dependencies(), { tenantId, alertId }, LATER);

  it("holds the runbook's steps, none of them done, and what the machine found", async () => {
    const checklist = await read();
    expect(checklist?.steps).to.deep.equal([
      { key: "check-1", text: "look", done: null },
      { key: "check-2", text: "compare", done: null },
      { key: "action-1", text: "act", done: null },
    ]);
    expect(checklist?.machine).to.have.lengthOf(1);
  });

  it("keeps who did a step first, when, and how long after it fired", async () => {
    const checklist = await tick(["check-2", "check-9"]);
    expect(checklist?.steps[1]?.done).to.include({ actor: "U0KIM", secondsSinceFired: 720 });
    await tick(["check-2"], [], "U0LEE", new Date("2026-11-21T19:00:00Z"));
    const after = await read();
    expect(after?.steps[1]?.done).to.include({ actor: "U0KIM" });
    expect(after?.steps.filter(({ done }) => done !== null)).to.have.lengthOf(1);
  });

  it("takes back what was ticked by mistake, and audits each change once", async () => {
    await tick(["check-1"]);
    await tick(["check-1"]);
    expect((await tick([], ["check-1"]))?.steps[0]?.done).to.equal(null);
    const [audit] = await database.withService((transaction) =>
      transaction.query<{ count: number }[]>(
        "select count(*)::int as count from audit_log where action = 'runbook.tick' and subject = $1",
        [alertId],
      ),
    );
    expect(audit).to.deep.equal({ count: 2 });
  });

  it("has the message in the thread drawn anew for everybody", async () => {
    const subject = { tenantId: "acme", kind: "alert_checklist", subjectId: alertId } as const;
    await database.withTenant("acme", (transaction) =>
      wantMessage(transaction, { ...subject, channel: "a" }, FIRED),
    );
    await tick(["action-1"]);
    const rows = await database.withService((transaction) =>
      transaction.query<unknown[]>("select desired_version as version from alert_notifications"),
    );
    expect(rows).to.deep.equal([{ version: 2 }]);
  });

  it("is nobody else's, and is none without a runbook", async () => {
    expect(await read("globex")).to.equal(null);
    expect(await readChecklist(dependencies([]), { tenantId: "acme", alertId }, LATER)).to.equal(null);
  });

  it("keeps the last word of each person on whether the alert was of use", async () => {
    const feedback = { tenantId: "acme", alertId, userId: "U0KIM", at: LATER };
    const rows = await database.withTenant("acme", async (transaction) => {
      await saveFeedback(transaction, { ...feedback, useful: false, reason: "noise" });
      await saveFeedback(transaction, { ...feedback, useful: false, reason: "late" });
      return transaction.query<unknown[]>("select user_id, useful, reason from alert_feedback");
    });
    expect(rows).to.deep.equal([{ user_id: "U0KIM", useful: false, reason: "late" }]);
  });
});
