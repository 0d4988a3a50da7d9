import { expect } from "chai";
import fc from "fast-check";
import { systemClock } from "../../../src/clock.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { createLogger } from "../../../src/logger.ts";
import { createRecorder } from "../../../src/observability/events/recorder.ts";
import { createTracing } from "../../../src/observability/tracing/create-tracing.ts";
import { endRunEarly } from "../../../src/runner/ending/end-run-early.ts";
import { ABANDONED_AFTER_MS, reapReason } from "../../../src/runner/ending/reap-decision.ts";
import { reapRuns } from "../../../src/runner/ending/reap-runs.ts";
import { createEngine } from "../../../src/runner/engine/engine.ts";
import { createRunContexts } from "../../../src/runner/engine/run-contexts.ts";
import {
  isStillAbandoned,
  readRunningRuns,
  renewLeases,
} from "../../../src/runner/record/run-lease-store.ts";
import { lockRun } from "../../../src/runner/record/run-store.ts";
import { createVendors } from "../../../src/vendors/create-vendors.ts";
import { type Night, prepareNight, TENANT } from "../../support/night.ts";
import { waitUntil } from "../../support/wait-until.ts";

describe("the decision to reap a run", () => {
  const startedAt = new Date("2026-11-22T00:00:00Z");
  const later = (ms: number) => new Date(startedAt.getTime() + ms);

  it("never falls on a run with jobs, nor before its time, and always after it", () => {
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.option(fc.nat(3_600_000), { nil: null }),
        fc.nat(7_200_000),
        (jobs, leaseMs, nowMs) => {
          const leaseUntil = leaseMs === null ? null : later(leaseMs);
          const isSilent = nowMs - (leaseMs ?? 0) >= ABANDONED_AFTER_MS;
          const reason = reapReason({ startedAt, leaseUntil, jobs }, later(nowMs));
          expect(reason !== null).to.equal(jobs === 0 && isSilent);
        },
      ),
    );
  });
});

describe("the reaper", function () {
  this.timeout(60_000);
  let night: Night;
  const inAnHour = () => new Date(Date.now() + 3_600_000);
  const logger = createLogger({ level: "error", write: () => undefined });

  before(async () => {
    night = await prepareNight();
    // A runner makes the queue's tables; it works on nothing here, since its jobs are taken away.
    await (await night.startRunner()).stop();
  });

  after(() => night.close());

  const reap = () => reapRuns({ database: night.database, clock: inAnHour, logger, keepCorpora: false });
  /** A run whose jobs are lost. */
  async function startZombie(): Promise<string> {
    const { runId } = await night.start({ cap: 2 });
    await night.rows("delete from job_outbox");
    return runId;
  }

  it("leaves a run alone whose jobs wait for a runner", async () => {
    const { runId } = await night.start({ cap: 2 });
    expect(await reap()).to.deep.equal([]);
    expect(await night.status(runId)).to.equal("running");
    await night.rows("delete from job_outbox");
    expect(await reap()).to.deep.equal([runId]);
  });

  it("ends an abandoned run as failed, with the reason, and has it judged", async () => {
    const runId = await startZombie();
    expect(await reap()).to.deep.equal([runId]);
    const [run] = await night.rows<{ status: string; reason: string; jobs: number }>(
      `select status, status_reason as reason, (select count(*)::int from job_outbox where queue = 'evaluate' and payload->>'runId' = $1::text) as jobs
       from enrichment_runs where run_id = $1::uuid`,
      [runId],
    );
    expect(run).to.deep.include({ status: "failed", jobs: 1 });
    expect(run?.reason).to.match(/^abandoned: no job of it is left/);
    expect(await reap()).to.deep.equal([]);
  });

  it("loses against a runner that vouches for the run after the reaper looked", async () => {
    const runId = await startZombie();
    const [seen] = await night.database.withService(readRunningRuns);
    await night.database.withService((transaction) => renewLeases(transaction, [runId]));
    const ended = await endRunEarly(
      { database: night.database, clock: systemClock, keepCorpora: false },
      {
        tenantId: TENANT,
        runId,
        status: "failed",
        reason: "test",
        mayEnd: (transaction) =>
          isStillAbandoned(transaction, { runId, leaseToken: seen?.leaseToken ?? null }),
      },
    );
    expect(ended).to.equal(null);
    expect(await night.status(runId)).to.equal("running");
    expect(await reap()).to.deep.equal([runId]);
  });

  const endingOf = async (runId: string) => {
    const [row] = await night.rows<{ status: string; events: string[]; jobs: number }>(
      `select status,
         array(select status from run_event_logs where run_id = $1::uuid and event = 'run_finished') as events,
         (select count(*)::int from job_outbox where queue = 'evaluate' and payload->>'runId' = $1::text) as jobs
       from enrichment_runs where run_id = $1::uuid`,
      [runId],
    );
    return row;
  };

  it("and somebody who cancels never both win", async () => {
    for (let round = 0; round < 12; round += 1) {
      const runId = await startZombie();
      const finish = endRunEarly(
        { database: night.database, clock: systemClock, keepCorpora: false },
        { tenantId: TENANT, runId, status: "cancelled", reason: "finished" },
      );
      const [finished, ...reaped] = await Promise.all([finish, reap(), reap()]);
      const winners = (finished === null ? 0 : 1) + reaped.flat().length;
      expect(winners).to.equal(1);
      const status = finished === null ? "failed" : "cancelled";
      expect(await endingOf(runId)).to.deep.equal({ status, events: [status], jobs: 1 });
    }
  });

  /** Has all of them wait for the run's row, one behind the other, and then lets them. */
  async function inTurn(runId: string, racers: readonly (() => Promise<unknown>)[]): Promise<void> {
    const racing: Promise<unknown>[] = [];
    await night.database.withTenant(TENANT, async (transaction) => {
      await lockRun(transaction, runId);
      for (const race of racers) {
        racing.push(race());
        await waitUntil(
          async () => (await countWaiting()) === racing.length,
          `${racing.length} to wait for the run's row`,
        );
      }
    });
    await Promise.all(racing);
  }

  async function countWaiting(): Promise<number> {
    const [row] = await night.rows<{ count: number }>(
      `select count(distinct pid)::int as count from pg_locks join pg_stat_activity using (pid)
       where not granted and datname = current_database()`,
    );
    return row?.count ?? 0;
  }

  it("and the engine's own last step never both win", async () => {
    const { database, environment } = night;
    const secrets = createSecrets("ab".repeat(32));
    const recorder = createRecorder({ database, clock: systemClock, logger });
    const contexts = createRunContexts({
      ...{ database, recorder, secrets, logger, clock: systemClock },
      clients: createVendors(environment),
      tracing: await createTracing({ database, environment, clock: systemClock, logger }),
      signal: new AbortController().signal,
    });
    const engine = createEngine({
      ...{ database, recorder, secrets, environment, contexts, logger, clock: systemClock },
      crawler: {
        crawl: () => Promise.reject(new Error("there is nothing to read")),
        close: async () => undefined,
      },
    });
    const last = () => engine.advance(TENANT, run);
    let run = "";
    for (const [winner, racers] of [
      ["succeeded", [last, reap, last, reap]],
      ["failed", [reap, last, last, reap]],
    ] as const) {
      run = await startZombie();
      await night.rows("update run_stage_stats set status = 'succeeded' where run_id = $1", [run]);
      await inTurn(run, racers);
      expect(await endingOf(run)).to.deep.equal({ status: winner, events: [winner], jobs: 1 });
    }
    contexts.stop();
    await recorder.close();
  });
});
