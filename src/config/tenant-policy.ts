import { z } from "zod";
import { ConfigurationError } from "../errors.ts";

const limit = z.number().int().min(0).optional();
const limits = z
  .strictObject({
    tavilyQueries: limit,
    lushaLookups: limit,
    zerobounceVerifications: limit,
    openaiTokens: limit,
    usd: z.number().min(0).optional(),
  })
  .default({});

/** A tenant's own settings (`tenant_policies.policy`); each has a default, so an empty policy is a good one. */
export const TenantPolicy = z.strictObject({
  /** Companies a run may take; the environment's SCHED_DAILY_CAP_PER_TENANT is the ceiling. */
  dailyCap: z.number().int().min(1).default(1000),
  /** Fewer selected companies than this in a full scheduled run is an alert (CC-05). */
  candidateFloor: z.number().int().min(0).default(50),
  /** Scores from here on are High, from `medium` on Medium, below Low (0 to 100). */
  buckets: z
    .strictObject({
      high: z.number().min(0).max(100).default(70),
      medium: z.number().min(0).max(100).default(45),
    })
    .refine(({ high, medium }) => high > medium, "high must lie above medium")
    .default({ high: 70, medium: 45 }),
  /** What a run, and a day in the tenant's zone, may use; the environment's settings are the ceiling. */
  budgets: z.strictObject({ perRun: limits, perDay: limits }).default({ perRun: {}, perDay: {} }),
  /** Leads below this score are not exported; left out, the environment's SCORE_MIN_EXPORT holds (45). */
  exportMinScore: z.number().min(0).max(100).optional(),
  /** Whether an address at a free mail provider counts as a way to reach the company. */
  allowWebmail: z.boolean().default(false),
  /** How many High companies of a run people are asked to judge. */
  qaSampleSize: z.number().int().min(1).max(50).default(10),
  /** Where alerts go, and where QA goes; a Slack channel's id or name. */
  alertChannel: z.string().default("nightshift-alerts"),
  qaChannel: z.string().default("nightshift-qa"),
  /** Days after which QA samples with their verdicts, and what was gathered from the web, are removed. */
  retention: z
    .strictObject({
      qaDays: z.number().int().min(1).default(90),
      corporaDays: z.number().int().min(1).default(30),
    })
    .default({ qaDays: 90, corporaDays: 30 }),
  /** Overrides of alert thresholds, e.g. `{"CR-02.warnRatio": 0.4}` (docs/alerts.md lists them). */
  thresholds: z.record(z.string(), z.number()).default({}),
});
export type TenantPolicy = z.infer<typeof TenantPolicy>;

/** Reads a stored policy; throws ConfigurationError naming the field. */
export function readTenantPolicy(tenantId: string, stored: unknown): TenantPolicy {
  const parsed = TenantPolicy.safeParse(stored ?? {});
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    parsed.error.issues.map((issue) => ({
      name: `policy of tenant ${tenantId}, ${issue.path.join(".") || "(all of it)"}`,
      problem: issue.message,
    })),
  );
}
