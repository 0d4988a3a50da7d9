import { z } from "zod";
import { STAGES } from "../../../entities/stage-table.ts";
import { VENDOR_NAMES } from "../../../entities/vendor-table.ts";
import { MISSING_METRICS, RUN_STATUSES, STAGE_STATUSES } from "../../../entities/vocabulary.ts";

const EXAMPLE_RUN = {
  run_id: "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77",
  tenant_id: "acme",
  agent_id: "nightly",
  status: "degraded",
  status_reason: "crawl degraded: 41 of 100 attempts failed",
  trigger: "schedule",
  run_date: "2026-11-22",
  started_at: "2026-11-21T17:00:00.000Z",
  ended_at: "2026-11-21T17:12:31.000Z",
  duration_ms: 751_000,
  cost_usd: 1.2345,
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
  langsmith_trace_url: null,
  held_leads: 0,
} as const;

const time = z.iso.datetime();
const count = z.int().min(0);
const usd = z.number().describe("US dollars.");

/** The run an address names. */
const Parameters = z.object({
  run_id: z
    .union([z.uuid(), z.enum(["latest", "latest-rerun"])], {
      error: "a run id is a UUID, latest or latest-rerun; `GET /runs` lists them",
    })
    .meta({ description: "A UUID, `latest` or `latest-rerun`.", examples: ["latest"] }),
});

const Run = z
  .object({
    run_id: z.uuid(),
    tenant_id: z.string(),
    agent_id: z.string().describe("`nightly` for the pipeline, else the agent that reported it."),
    status: z.enum(RUN_STATUSES),
    status_reason: z.string().nullable().describe("Why it ended so; null while it is in progress."),
    trigger: z.string().describe("What started it: `schedule`, `cli`, `http`, `slack`, …"),
    run_date: z.iso.date().describe("The date in the tenant's zone when it started."),
    started_at: time,
    ended_at: time.nullable(),
    duration_ms: z.int().nullable(),
    cost_usd: usd,
    trace_id: z.string(),
    langsmith_trace_url: z.string().nullable(),
    held_leads: count.describe("Leads that wait at the export gate."),
  })
  .meta({ id: "Run", examples: [EXAMPLE_RUN] });

const Gate = z
  .object({
    state: z.enum(["open", "held", "released"]),
    leads: count.describe("Leads that the run would have exported."),
    released: count.describe("Those that were let go."),
    bad_probability: z.number().min(0).max(1).describe("How likely it is a bad night."),
    deadline_at: time.nullable().describe("Until when people are asked; null when nobody was."),
    unanswered: z.enum(["hold", "release"]).describe("What is done when nobody has answered by then."),
    decided_by: z.string().nullable(),
    decided_at: time.nullable(),
    export_run_id: z.uuid().nullable().describe("The run that exported what was let go."),
  })
  .meta({ id: "ExportGate" });

/** `POST /runs/{run_id}/gate`. */
const GateBody = z
  .strictObject({
    act: z.enum(["release", "hold"]),
    except: z
      .array(z.uuid())
      .max(10_000)
      .default([])
      .describe("Companies whose leads stay; with `release` only."),
  })
  .meta({ id: "DecideGate" });

const RunState = Run.extend({
  gate: Gate.nullable().describe("Null when no export gate had to decide about its leads."),
  degradations: z
    .array(z.object({ degradation: z.string(), does: z.string(), reason: z.string(), since: time }))
    .describe("What it does worse than planned."),
  forecast: z
    .object({
      spent_usd: usd,
      expected_usd: usd,
      low_usd: usd,
      high_usd: usd,
      unknown_stages: z.array(z.string()),
    })
    .nullable()
    .describe("What it will have cost at the end; null once it has ended."),
}).meta({ id: "RunState", examples: [{ ...EXAMPLE_RUN, gate: null, degradations: [], forecast: null }] });

const StageStats = z
  .object({
    stage: z.string().describe("A stage of the pipeline, or a step as an agent names it."),
    status: z.enum(STAGE_STATUSES),
    status_reason: z.string().nullable(),
    count_total: count,
    count_success: count,
    count_error: count,
    count_blocked: count,
    count_skipped: count,
    p50_ms: z.int().nullable(),
    p95_ms: z.int().nullable(),
    p99_ms: z.int().nullable(),
    cost_usd: usd,
    tokens_input: count,
    tokens_output: count,
    started_at: time.nullable(),
    ended_at: time.nullable(),
  })
  .meta({ id: "StageStats" });

const VendorUsage = z
  .object({
    vendor: z.string(),
    calls: count,
    errors: count,
    rate_limit_hits: count,
    quota_exhausted: z.boolean(),
    cost_usd: usd,
    unpriced_calls: count.describe("Calls whose price nobody knows; their cost is in no sum."),
    tokens_input: count,
    tokens_output: count,
  })
  .meta({ id: "VendorUsage" });

const RunStats = z
  .object({
    run: RunState,
    stages: z.array(StageStats),
    vendors: z.array(VendorUsage),
    metrics: z.array(
      z.object({
        name: z.string(),
        value: z.number().nullable(),
        reason: z.enum(MISSING_METRICS).nullable().describe("Why there is no value; null if there is one."),
        numerator: z.number().nullable(),
        denominator: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: "RunStats" });

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional().describe("`next_cursor` of the page before."),
  agent_id: z.string().max(100).optional().describe("Only this agent's runs; `nightly` is the pipeline."),
});

const Runs = z
  .object({
    runs: z.array(Run),
    next_cursor: z.string().nullable().describe("Null on the last page."),
  })
  .meta({ id: "Runs", examples: [{ runs: [EXAMPLE_RUN], next_cursor: null }] });

const stages = z.array(z.enum(STAGES)).min(1);
const runId = z.uuid("a run id is a UUID; `GET /runs` lists them").toLowerCase();
const wholeNumber = z.number().int().min(1).max(1_000_000);

/** `POST /runs`. */
const StartBody = z
  .strictObject({
    only: stages.optional().describe("Only these stages, and those they need."),
    skip: stages.optional(),
    skip_vendors: z.array(z.enum(VENDOR_NAMES)).min(1).optional(),
    cap: wholeNumber.optional().describe("The most companies it may take."),
    company_concurrency: wholeNumber.optional(),
    dry_run: z.boolean().default(false).describe("Only says what the run would do and cost."),
    resume: runId.optional().describe("Goes on with this run."),
    rerun: z
      .strictObject({ run_id: runId, stages: stages.optional(), failed_only: z.boolean().optional() })
      .optional()
      .describe("Repeats stages of an ended run."),
  })
  .meta({ id: "StartRun" });

const Started = z
  .object({ run_id: z.uuid(), status: z.literal("running") })
  .meta({ id: "StartedRun", examples: [{ run_id: EXAMPLE_RUN.run_id, status: "running" }] });

const range = z.object({ low: z.number(), expected: z.number(), high: z.number() });

/** What `dry_run` is answered with. */
const Preview = z
  .object({
    tenant_id: z.string(),
    stages: z.array(
      z.object({ stage: z.string(), status: z.enum(["pending", "skipped"]), reason: z.string().nullable() }),
    ),
    failure: z.string().nullable().describe("Why the run would fail; null when nothing is known against it."),
    companies: z.object({
      count,
      added: count.describe("Of these, the ones that are no candidates but match a rule by industry alone."),
      candidates: count.nullable(),
      first: z.array(z.string()).describe("The names of the first few."),
    }),
    estimates: z.array(
      z.object({
        stage: z.string(),
        vendor: z.string(),
        calls: range,
        cost_usd: range.nullable().describe("Null when there is no price."),
        basis: z.enum(["history", "assumption"]),
      }),
    ),
    cost_usd: range,
    manifest: z.record(z.string(), z.unknown()).describe("The settings the run would keep."),
  })
  .meta({ id: "RunPreview" });

const Cancelled = z.object({ run_id: z.uuid(), status: z.literal("cancelled") }).meta({ id: "CancelledRun" });

const DeadLetters = z
  .object({
    dead_letters: z.array(
      z.object({
        stage: z.string(),
        company_id: z.uuid(),
        company: z.string().describe("Its name; empty when the company has been removed."),
        error_code: z.string().nullable(),
        error_msg: z.string().nullable(),
        attempts: z.int(),
        created_at: time,
        retried_at: time.nullable(),
      }),
    ),
  })
  .meta({ id: "DeadLetters", examples: [{ dead_letters: [] }] });

/** What is asked and answered about runs. */
export const RunSchema = {
  Parameters,
  ListQuery,
  StartBody,
  Gate,
  GateBody,
  Run,
  RunState,
  RunStats,
  Runs,
  Started,
  Preview,
  Cancelled,
  DeadLetters,
};
