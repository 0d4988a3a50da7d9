import { z } from "zod";
import { isMentionable, MOST_CALLED } from "../entities/slack-mention.ts";
import type { BudgetName } from "../entities/vendor-table.ts";
import { SEVERITIES } from "../entities/vocabulary.ts";
import { ConfigurationError } from "../errors.ts";

const limit = z.number().int().min(0).optional();
/** The budgets that a policy may set; src/entities/vendor-table.ts names them. */
const LIMITS = {
  tavilyQueries: limit,
  lushaLookups: limit,
  zerobounceVerifications: limit,
  openaiTokens: limit,
  usd: z.number().min(0).optional(),
} satisfies Readonly<Record<BudgetName | "usd", z.ZodType<number | undefined>>>;
const limits = z.strictObject(LIMITS).default({});
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 07:30");
const NOTIFIERS = ["pagerduty", "sms", "email", "webhook", "jira"] as const;

const mentioned = z
  .array(z.string().refine(isMentionable, "must be the id of a person (U…) or user group (S…)"))
  .max(MOST_CALLED);

/** The steps one after the other: the first one `mttaMinutes` after an alert fires, each further one as long after the one before. */
const Escalation = z.strictObject({
  /** How soon somebody should acknowledge an alert. */
  mttaMinutes: z.number().min(1).max(1440).default(10),
  /** Alerts of other severities wait as long as it takes. */
  severities: z.array(z.enum(SEVERITIES)).default(["critical", "high"]),
  /** Whom to mention (Slack ids of people and user groups), in which channel besides the alert's own thread, and which notifier to use; a step without any of these goes to the alert's channel. */
  steps: z
    .array(
      z.strictObject({
        mention: mentioned.default([]),
        channel: z.string().trim().min(1, "must be a channel's id or name").max(80).optional(),
        notifier: z.enum(NOTIFIERS).optional(),
      }),
    )
    .max(10)
    .default([{ mention: [] }]),
  /** People are reminded of an alert that was acknowledged this long ago; null: never. */
  reminderMinutes: z.number().min(5).max(10_080).nullable().default(120),
});

/** Whether leads wait when their night looks bad (docs/qa.md says how it is judged). */
const ExportGate = z
  .strictObject({
    /** Off: every night's leads leave at once. */
    on: z.boolean().default(false),
    /** Until when people are asked, on the tenant's clock. */
    decideBy: timeOfDay.default("09:00"),
    /** What is done when nobody has answered by then. */
    unanswered: z.enum(["hold", "release"]).default("hold"),
    /** The share of good companies on a usual night, and on one whose leads must not leave. */
    usualRatio: z.number().gt(0).lt(1).default(0.88),
    badRatio: z.number().gt(0).lt(1).default(0.6),
    /** The share of nights that are bad. */
    badNightRatio: z.number().gt(0).max(0.5).default(0.05),
  })
  .refine(({ usualRatio, badRatio }) => usualRatio > badRatio, "usualRatio must lie above badRatio");

/** A tenant's own settings (`tenant_policies.policy`); each has a default, so an empty policy is valid. */
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
  /** Leads below this score are not exported; if absent, the environment's SCORE_MIN_EXPORT applies (45). */
  exportMinScore: z.number().min(0).max(100).optional(),
  /** Whether an address at a free mail provider counts as a contact of the company. */
  allowWebmail: z.boolean().default(false),
  /** How many High companies of a run people are asked to judge. */
  qaSampleSize: z.number().int().min(1).max(50).default(10),
  /** Where alerts go, and where QA goes; a Slack channel's id or name. */
  alertChannel: z.string().default("nightshift-alerts"),
  qaChannel: z.string().default("nightshift-qa"),
  /** Whom the message about a new QA sample mentions: Slack ids of people and user groups. */
  qaReviewers: mentioned.default([]),
  exportGate: ExportGate.prefault({}),
  /** Another channel for the alerts of some severities, e.g. `{"critical": "acme-critical"}`; QA's go to `qaChannel` in any case. */
  severityChannels: z
    .partialRecord(z.enum(SEVERITIES), z.string().trim().min(1, "must be a channel's id or name").max(80))
    .default({}),
  /** Days after which QA samples with their verdicts, and what was gathered from the web, are removed. */
  retention: z
    .strictObject({
      qaDays: z.number().int().min(1).default(90),
      corporaDays: z.number().int().min(1).default(30),
    })
    .default({ qaDays: 90, corporaDays: 30 }),
  /** What happens if nobody acknowledges an alert, and when to remind whoever did. */
  escalation: Escalation.prefault({}),
  /** Which notifiers outside Slack get alerts of a severity right away, e.g. `{"critical": ["pagerduty"]}`. */
  notifiers: z.partialRecord(z.enum(SEVERITIES), z.array(z.enum(NOTIFIERS)).max(5)).default({}),
  /** When alerts are noise: more changes than `flapChanges` within `flapMinutes` is flapping, more than `stormCards` new cards per minute is a storm. */
  noise: z
    .strictObject({
      flapChanges: z
        .number()
        .int()
        .min(2)
        .max(100)
        .multipleOf(2, "must be even: the change that is one too many opens an alert")
        .default(6),
      flapMinutes: z.number().int().min(1).max(1440).default(60),
      stormCards: z.number().int().min(1).max(1000).default(10),
    })
    .prefault({}),
  /** When the leads of a night must be there, on the tenant's clock; an alert that can still be dealt with in the morning says so. */
  leadsDueAt: timeOfDay.default("08:00"),
  /** When somebody begins to look in the morning. */
  dayBeginsAt: timeOfDay.default("08:00"),
  /** The days on which leads are due, from 1 (Monday) to 7. */
  workdays: z.array(z.number().int().min(1).max(7)).max(7).default([1, 2, 3, 4, 5]),
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
