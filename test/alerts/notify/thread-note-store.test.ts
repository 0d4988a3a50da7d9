import { expect } from "chai";
import { readAlertContent } from "../../../src/alerts/contents/read-alert-content.ts";
import {
  noteRunStarted,
  noteRunStopped,
  refreshRunNotes,
} from "../../../src/alerts/notify/thread-note-store.ts";
import {
  cancelSilence,
  countLastWeek,
  createSilence,
} from "../../../src/alerts/suppression/silence-store.ts";
import type { Database } from "../../../src/database/database.ts";
import { wantMessage } from "../../../src/messages/outbox-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { insertAlert } from "../insert-alert.ts";
import { storeRun } from "../stored-run.ts";

const FIRED = new Date("2026-11-21T18:00:00Z");
const NOW = new Date("2026-11-21T18:10:00Z");
const END = new Date("2026-11-21T20:00:00Z");
const WISH = {
  tenantId: "acme",
  ruleId: "CR-02",
  subject: null,
  reason: "planned",
  actor: "U0KIM",
  endsAt: END,
};

describe("lines in an alert's thread", () => {
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
      for (const table of ["alert_notifications", "alerts", "silences", "enrichment_runs"])
        await transaction.query(`delete from ${table}`);
    });
    alertId = await raise("CR-02", null);
  });

  function raise(ruleId: string, runId: string | null): Promise<string> {
    return inTenant(async (transaction) => {
      const about = { tenantId: "acme", ruleId, subject: "crawl", fingerprint: `${ruleId}:${runId}` };
      const alert = await insertAlert(transaction, about, {
        state: "firing",
        severity: "medium",
        summary: "s",
        facts: {},
        runId,
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
      });
      const card = { tenantId: "acme", kind: "alert", subjectId: alert.alertId, channel: "alerts" } as const;
      await wantMessage(transaction, card, FIRED);
      return alert.alertId;
    });
  }

  const inTenant = <Result>(work: Parameters<typeof database.withTenant<Result>>[1]) =>
    database.withTenant("acme", work);
  const messages = () =>
    inTenant((transaction) =>
      transaction.query<{ kind: string; subjectId: string; version: number; threaded: boolean }[]>(
        `select n.kind, n.subject_id as "subjectId", n.desired_version as version, p.subject_id = $1 as threaded
         from alert_notifications n left join alert_notifications p on p.notification_id = n.parent_id
         where n.subject_id like $1 || '%' order by n.kind, n.subject_id`,
        [alertId],
      ),
    );
  async function noteOf(subjectId: string) {
    const content = await readAlertContent(
      database,
      [],
      { tenantId: "acme", kind: "alert_note", subjectId },
      new Date(),
    );
    return content?.kind === "alert_note" ? content.note : null;
  }

  it("tell of a silence where it holds, and of its undoing in the same line", async () => {
    const other = await raise("OE-06", null);
    const silence = await inTenant((transaction) => createSilence(transaction, WISH, NOW));
    const subjectId = `${alertId}:silence:${silence.silenceId}`;
    expect(await messages()).to.deep.equal([
      { kind: "alert", subjectId: alertId, version: 2, threaded: null },
      { kind: "alert_note", subjectId, version: 1, threaded: true },
    ]);
    expect(await noteOf(subjectId)).to.equal("Silenced by <@U0KIM> until 2026-11-21T20:00:00.000Z: planned");
    expect(await noteOf(`${other}:silence:none`)).to.equal(null);

    const undo = { tenantId: "acme", silenceId: silence.silenceId, actor: "U0LEE" };
    await inTenant((transaction) => cancelSilence(transaction, undo, NOW));
    expect(await noteOf(subjectId)).to.contain("\nUndone by <@U0LEE> 2026-11-21T18:10:00.000Z.");
    expect((await messages()).map(({ version }) => version)).to.deep.equal([3, 2]);
  });

  it("make one silence of the same asked for twice in a row, and two of two", async () => {
    const ask = (changes: Partial<typeof WISH>, seconds: number) =>
      inTenant((transaction) =>
        createSilence(transaction, { ...WISH, ...changes }, new Date(NOW.getTime() + seconds * 1000)),
      );
    const first = await ask({}, 0);
    const late = new Date(END.getTime() + 5_000);
    expect((await ask({ endsAt: late }, 5)).silenceId).to.equal(first.silenceId);
    expect((await ask({ reason: "another" }, 5)).silenceId).not.to.equal(first.silenceId);
    expect((await ask({ actor: "U0LEE" }, 5)).silenceId).not.to.equal(first.silenceId);
    expect((await ask({}, 300)).silenceId).not.to.equal(first.silenceId);
  });

  it("count what a silence would have covered in the last seven days", async () => {
    await raise("OE-06", null);
    const count = (ruleId: string | null, days: number) =>
      inTenant((transaction) =>
        countLastWeek(
          transaction,
          "acme",
          { ruleId, subject: null },
          new Date(FIRED.getTime() + days * 86_400_000),
        ),
      );
    expect(await count("CR-02", 1)).to.equal(1);
    expect(await count(null, 1)).to.equal(2);
    expect(await count(null, 8)).to.equal(0);
  });

  it("tell of a run started from the alert, and again when it has ended", async () => {
    const manifest = { resumedFrom: { runId: "r", failedOnly: false, stages: ["crawl"] } };
    const runId = await storeRun(database, { tenantId: "acme", startedAt: FIRED, endedAt: null, manifest });
    await inTenant((transaction) =>
      noteRunStarted(transaction, { tenantId: "acme", alertId, runId, actor: "U0KIM" }, NOW),
    );
    const subjectId = `${alertId}:run:${runId}:U0KIM`;
    expect(await noteOf(subjectId)).to.match(
      /^Rerun of crawl, started by <@U0KIM>: in progress\. \/run-stats /,
    );

    await database.withService((transaction) =>
      transaction.query(
        "update alert_notifications set state = 'delivered', delivered_version = desired_version, posted_at = $1",
        [NOW],
      ),
    );
    const before = await messages();
    await inTenant((transaction) => refreshRunNotes(transaction, { tenantId: "acme", runId }));
    expect(await messages()).to.deep.equal(before);
    await database.withService((transaction) =>
      transaction.query(
        "update enrichment_runs set status = 'failed', status_reason = 'no network', ended_at = $1",
        [END],
      ),
    );
    await inTenant((transaction) => refreshRunNotes(transaction, { tenantId: "acme", runId }));
    expect(await noteOf(subjectId)).to.contain("failed (no network).");
    const after = await messages();
    expect(after.find((message) => message.subjectId === subjectId)?.version).to.equal(2);
  });

  it("tell in each of a run's open alerts who stopped it, and in no other", async () => {
    const runId = await storeRun(database, { tenantId: "acme", startedAt: FIRED });
    const own = await raise("SR-12", runId);
    const other = await raise("OE-06", null);
    await inTenant((transaction) =>
      noteRunStopped(transaction, { tenantId: "acme", runId, actor: "U0KIM" }, NOW),
    );
    expect(await noteOf(`${own}:stop:${runId}:U0KIM`)).to.match(
      /^The run was stopped by <@U0KIM>\. \/run-rerun [0-9a-f]{8} reruns/,
    );
    const kinds = async (of: string) => {
      alertId = of;
      return (await messages()).map(({ kind, subjectId }) => [kind, subjectId]);
    };
    expect(await kinds(own)).to.deep.equal([
      ["alert", own],
      ["alert_note", `${own}:stop:${runId}:U0KIM`],
    ]);
    expect(await kinds(other)).to.deep.equal([["alert", other]]);
  });

  it("have a card that stood while its run was in progress drawn anew when the run ends", async () => {
    const runId = await storeRun(database, { tenantId: "acme", startedAt: FIRED });
    alertId = await raise("SR-12", runId);
    await database.withService((transaction) =>
      transaction.query(
        "update alert_notifications set state = 'delivered', delivered_version = desired_version, posted_at = $1",
        [NOW],
      ),
    );
    await inTenant((transaction) => refreshRunNotes(transaction, { tenantId: "acme", runId }));
    expect((await messages()).map(({ version }) => version)).to.deep.equal([2]);
  });
});
