import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { STAGES, type Stage } from "../../../src/entities/stage-table.ts";
import { ConflictError } from "../../../src/errors.ts";
import { dryRun } from "../../../src/runner/planning/dry-run.ts";
import { type RunRequest, startRun } from "../../../src/runner/planning/start-run.ts";
import { REASONS } from "../../../src/runner/record/stage-reasons.ts";
import { rejection } from "../../support/rejection.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

/** Stages that work on companies, besides the sample. */
const COMPANY_STAGES = STAGES.filter(
  (stage) => !["mv_refresh", "select_targets", "qa_sample"].includes(stage),
);

describe("a run that resumes an earlier one", () => {
  let test: TestDatabase;
  let tenantId = "";

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });
  after(() => test.drop());
  beforeEach(async () => {
    tenantId = `acme-${randomUUID().slice(0, 8)}`;
    await createTestTenant(test.database, tenantId);
  });

  const rows = <Row>(sql: string, values: unknown[] = []) =>
    test.database.withService((transaction) => transaction.query<Row[]>(sql, values));
  const dependencies = () => ({
    database: test.database,
    environment: readEnvironment({}),
    clock: systemClock,
  });
  const request = (wishes: Partial<RunRequest>): RunRequest => ({
    tenantId,
    trigger: "cli",
    ...wishes,
  });

  /** An ended run with companies a, b, c …, all of which did well in every stage but one. */
  async function writeRun({
    companies,
    failed = {},
    stages = {},
    manifest = {},
  }: {
    readonly companies: string;
    /** Names of those that failed in a stage. */
    readonly failed?: Partial<Record<Stage, string>>;
    readonly stages?: Partial<Record<Stage, { readonly status: string; readonly reason: string }>>;
    readonly manifest?: object;
  }): Promise<string> {
    const runId = randomUUID();
    await rows(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, ended_at, manifest)
       values ($1, $2, 'degraded', 'cli', '2026-11-22', $3, now(), now(), $4)`,
      [tenantId, runId, "0".repeat(32), JSON.stringify({ cap: 100, ...manifest })],
    );
    for (const stage of STAGES) {
      const { status = "succeeded", reason = null } = stages[stage] ?? {};
      await rows(
        "insert into run_stage_stats (tenant_id, run_id, stage, status, status_reason) values ($1, $2, $3, $4, $5)",
        [tenantId, runId, stage, status, reason],
      );
    }
    for (const [ordinal, name] of companies.split("").entries()) {
      const companyId = randomUUID();
      await rows("insert into companies (tenant_id, company_id, name, natural_key) values ($1, $2, $3, $3)", [
        tenantId,
        companyId,
        name,
      ]);
      for (const stage of ["select_targets", ...COMPANY_STAGES] as const) {
        if (stages[stage] !== undefined) continue;
        const outcome = failed[stage]?.includes(name) === true ? "error" : "success";
        await rows(
          `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome, finished_at)
           values ($1, $2, $3, $4, $5, $6, now())`,
          [tenantId, runId, stage, companyId, stage === "select_targets" ? ordinal : null, outcome],
        );
      }
    }
    return runId;
  }

  const stagesOf = async (runId: string) => {
    const found = await rows<{ stage: Stage; status: string }>(
      "select stage, status from run_stage_stats where run_id = $1",
      [runId],
    );
    return STAGES.filter((name) => found.some(({ stage, status }) => stage === name && status === "pending"));
  };
  const manifestOf = async (runId: string) => {
    const [row] = await rows<{ manifest: { cap: number; only?: string[] } }>(
      "select manifest from enrichment_runs where run_id = $1",
      [runId],
    );
    return row?.manifest;
  };

  it("takes those with something left to do where it may not take all, in their order", async () => {
    const resume = await writeRun({ companies: "abcdef", failed: { lusha: "ce" } });
    const names = async (cap: number) =>
      (await dryRun(dependencies(), request({ resume, cap }))).companies.first;
    expect(await names(1)).to.deep.equal(["c"]);
    expect(await names(3)).to.deep.equal(["a", "c", "e"]);
    expect(await names(6)).to.deep.equal(["a", "b", "c", "d", "e", "f"]);
  });

  it("passes over companies that were removed since", async () => {
    const resume = await writeRun({ companies: "abc", failed: { lusha: "ab" } });
    await rows("delete from companies where tenant_id = $1 and name = 'a'", [tenantId]);
    const { runId } = await startRun(dependencies(), request({ resume }));
    const [taken] = await rows<{ names: string[]; count: number }>(
      `select count(*)::int as count, array_agg(name order by ordinal) as names
       from company_enrichment_runs left join companies using (company_id) where run_id = $1 and stage = 'select_targets'`,
      [runId],
    );
    expect(taken).to.deep.equal({ count: 2, names: ["b", "c"] });
  });

  it("does not hold against a stage that was asked for by name that it is done", async () => {
    const resume = await writeRun({ companies: "ab", failed: { lusha: "b" } });
    const { runId } = await startRun(dependencies(), request({ resume, only: ["crawl", "lusha"] }));
    expect(await stagesOf(runId)).to.deep.equal(["lusha"]);
    expect((await manifestOf(runId))?.only).to.deep.equal(["lusha"]);
  });

  it("is refused when nothing is left to do in the stages that are asked for", async () => {
    const resume = await writeRun({ companies: "ab", failed: { lusha: "b" } });
    const error = await rejection(startRun(dependencies(), request({ resume, only: ["crawl"] })));
    expect(error).to.be.instanceOf(ConflictError);
    expect(String(error)).to.include("nothing to do in the requested stages");
  });

  it("cannot be previewed while the earlier one is in progress", async () => {
    const resume = await writeRun({ companies: "ab", failed: { lusha: "b" } });
    await rows("update enrichment_runs set status = 'running', ended_at = null where run_id = $1", [resume]);
    for (const wishes of [{ resume }, { rerun: { runId: resume } }]) {
      const error = await rejection(dryRun(dependencies(), request(wishes)));
      expect(error).to.be.instanceOf(ConflictError);
      expect(String(error)).to.include(`Run ${resume} is still in progress`);
    }
  });

  it("keeps to the cap and the stages of a run that had not selected any company yet", async () => {
    const requested = { status: "skipped", reason: REASONS.requested };
    const cancelled = { status: "skipped", reason: REASONS.cancelled };
    const resume = await writeRun({
      companies: "",
      stages: { mv_refresh: cancelled, select_targets: cancelled, lusha: requested, zerobounce: requested },
      manifest: { cap: 5 },
    });
    const { runId } = await startRun(dependencies(), request({ resume }));
    const left = STAGES.filter((stage) => stage !== "lusha" && stage !== "zerobounce");
    expect(await stagesOf(runId)).to.deep.equal(left);
    expect((await manifestOf(runId))?.cap).to.equal(5);
  });
});
