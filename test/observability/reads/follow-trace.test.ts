import { expect } from "chai";
import { askForJob } from "../../../src/database/jobs/job-outbox-store.ts";
import { claimDelivery } from "../../../src/database/jobs/slack-inbox-store.ts";
import { insertAudit } from "../../../src/database/tenants/audit-store.ts";
import { wantMessage } from "../../../src/messages/outbox-store.ts";
import { insertEvents } from "../../../src/observability/events/event-store.ts";
import { createRunEvent } from "../../../src/observability/events/run-event.ts";
import { findTraces, followTrace } from "../../../src/observability/reads/follow-trace.ts";
import { RUN_QUEUE } from "../../../src/runner/record/run-queues.ts";
import { createTraceId, currentTraceId, withTrace } from "../../../src/trace-context.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const TRACE = createTraceId();
const RUN = {
  tenantId: "acme",
  runId: "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77",
  runDate: new Date().toISOString().slice(0, 10),
  traceId: TRACE,
};

describe("one trace id from a click to the message", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await createTestTenant(test.database, "globex");
    const { database } = test;
    // What the bot does on a click, in its process.
    await withTrace(TRACE, async () => {
      await database.withService((transaction) => claimDelivery(transaction, "trigger:1"));
      await database.withTenant("acme", async (transaction) => {
        await insertAudit(transaction, {
          tenantId: "acme",
          actor: "slack:U1",
          action: "run.start",
          subject: RUN.runId,
        });
        await transaction.query(
          `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
           values ('acme', $1, 'running', 'slack', $2, $3, now(), '{}')`,
          [RUN.runId, RUN.runDate, currentTraceId()],
        );
        await askForJob(transaction, "acme", RUN_QUEUE, { tenantId: "acme", runId: RUN.runId });
      });
    });
    // What a runner does later, in its own.
    const soon = (seconds: number) => new Date(Date.now() + seconds * 1_000);
    await database.withTenant("acme", (transaction) =>
      insertEvents(transaction, [
        createRunEvent(RUN, soon(2), "7b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b71", {
          event: "vendor_call",
          status: "error",
          stage: "extract",
          vendor: "openai",
          durationMs: 340,
          errorCode: "rate_limited",
        }),
        createRunEvent(RUN, soon(1), "7b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b72", {
          event: "stage_started",
          status: "running",
          stage: "extract",
        }),
      ]),
    );
    await withTrace(TRACE, () =>
      database.withTenant("acme", (transaction) =>
        wantMessage(
          transaction,
          { tenantId: "acme", kind: "qa_run", subjectId: RUN.runId, channel: "qa" },
          soon(3),
        ),
      ),
    );
  });
  after(() => test.drop());

  it("is followed in order, across processes", async () => {
    const { steps, isCut } = await followTrace(test.database, "acme", { traceId: TRACE, limit: 50 });
    expect(isCut).to.equal(false);
    expect(steps.map(({ kind, what, detail }) => `${kind} ${what} ${detail ?? ""}`.trim())).to.deep.equal([
      "slack_request received",
      "audit run.start slack:U1",
      "run run_started slack",
      "event stage_started running",
      "event vendor_call error",
      "message qa_run waiting",
    ]);
    expect(steps[4]).to.deep.include({
      stage: "extract",
      vendor: "openai",
      durationMs: 340,
      errorCode: "rate_limited",
    });
  });

  it("is found by its beginning, by its own tenant alone", async () => {
    for (const length of [6, 12, 31, 32])
      expect(await findTraces(test.database, "acme", TRACE.slice(0, length))).to.deep.equal([TRACE]);
    expect(await findTraces(test.database, "globex", TRACE.slice(0, 31))).to.deep.equal([]);
  });

  it("goes with the job that was asked for", async () => {
    const [job] = await test.database.withService((transaction) =>
      transaction.query<{ payload: object }[]>("select payload from job_outbox"),
    );
    expect(job?.payload).to.deep.equal({ traceId: TRACE, tenantId: "acme", runId: RUN.runId });
  });

  it("shows the first steps when there are more, and nothing to another tenant", async () => {
    const { steps, isCut } = await followTrace(test.database, "acme", { traceId: TRACE, limit: 2 });
    expect([steps.length, isCut]).to.deep.equal([3, true]);
    expect((await followTrace(test.database, "globex", { traceId: TRACE, limit: 50 })).steps).to.deep.equal(
      [],
    );
  });
});
