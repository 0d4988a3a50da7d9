import { z } from "zod";
import { BUCKETS, RUN_STATUSES } from "../../../entities/vocabulary.ts";
import { RunSchema } from "../runs/run-schema.ts";

const time = z.iso.datetime();
const count = z.int().min(0);

const yesOrNo = z.enum(["true", "false"], { error: "must be true or false" }).default("false");

/** How a CSV is written. */
const StyleQuery = z.object({
  bom: yesOrNo.describe("`true` for a spreadsheet: a byte order mark, and `0012345` stays text."),
});

const RunQuery = StyleQuery.extend(RunSchema.Parameters.shape);

const SyncQuery = z.object({ force: yesOrNo.describe("`true` sends what Odoo has already, too.") });

const Synced = z
  .object({
    run_id: z.uuid(),
    status: z.literal("running"),
    created: z.boolean().describe("False when such a run was in progress already."),
  })
  .meta({ id: "OdooSync" });

const Score = z
  .object({
    tenant_id: z.string(),
    run_id: z.uuid(),
    company_id: z.uuid(),
    company: z.string(),
    domain: z.string().nullable(),
    industry: z.string().nullable(),
    country: z.string().nullable(),
    employees: z.int().nullable(),
    score: z.number(),
    bucket: z.enum(BUCKETS),
    rationale: z.string(),
    cited_signals: z.array(z.string()),
    scored_at: time,
    exported_at: time.nullable().describe("Null until it is exported to Odoo."),
  })
  .meta({ id: "Score" });

const Scores = z.object({ scores: z.array(Score) }).meta({ id: "Scores" });

const Shortlist = z
  .object({
    companies: count,
    candidates: count.describe("Those that fit the profile."),
    extracted: count,
    scored: count,
    buckets: z.object({ high: count, medium: count, low: count }),
    exported: count,
    last_run_id: z.uuid().nullable(),
    last_run_status: z.enum(RUN_STATUSES).nullable(),
    last_run_started_at: time.nullable(),
    last_run_ended_at: time.nullable(),
  })
  .meta({ id: "Shortlist" });

/** What is asked and answered about exports. */
export const ExportSchema = { StyleQuery, RunQuery, SyncQuery, Synced, Score, Scores, Shortlist };
