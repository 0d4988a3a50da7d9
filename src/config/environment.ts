import { z } from "zod";
import { isMentionable, isSlackUser } from "../entities/slack-mention.ts";
import { ConfigurationError } from "../errors.ts";
import { problemOfCatchUp } from "./problem-of-catch-up.ts";
import { problemOfCron, problemOfScheduleCron } from "./problem-of-cron.ts";
import { problemOfProxy } from "./problem-of-proxy.ts";
import { problemOfTimezone } from "./problem-of-timezone.ts";
import { problemOfOtlpHeaders } from "./read-otlp-headers.ts";

const wholeNumber = (minimum: number, fallback: number, maximum = Number.MAX_SAFE_INTEGER) => {
  const upTo = maximum === Number.MAX_SAFE_INTEGER ? "" : ` to ${maximum}`;
  const error = `must be a whole number from ${minimum}${upTo}`;
  return z.coerce
    .number({ error })
    .int({ error })
    .min(minimum, { error })
    .max(maximum, { error })
    .default(fallback);
};
const wholeLimit = z.coerce
  .number({ error: "must be a whole number from 0" })
  .int({ error: "must be a whole number from 0" })
  .min(0, { error: "must be a whole number from 0" })
  .optional();
const seconds = z.coerce
  .number({ error: "must be seconds from 0" })
  .min(0, { error: "must be seconds from 0" });
const usd = z.coerce
  .number({ error: "must be an amount of US dollars from 0, e.g. 12.50" })
  .min(0, { error: "must be an amount of US dollars from 0, e.g. 12.50" });
const scoreText = z.coerce
  .number({ error: "must be a score from 0 to 100" })
  .min(0, { error: "must be a score from 0 to 100" })
  .max(100, { error: "must be a score from 0 to 100" });
const switchOf = (fallback: "true" | "false") =>
  z
    .enum(["true", "false", "1", "0"], { error: "must be true or false" })
    .default(fallback)
    .transform((text) => text === "true" || text === "1");
const flag = switchOf("false");
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must be a URL such as postgres://user:password@host:5432/database",
});
const webUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
/** A text in which a function finds no problem. */
const checked = (problemOf: (text: string) => string | null) =>
  z.string().superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });
const cron = checked((text) => problemOfCron(text));
const list = z
  .string()
  .default("")
  .transform((text) => [
    ...new Set(
      text
        .split(",")
        .map((word) => word.trim())
        .filter((word) => word !== ""),
    ),
  ]);

/** Every setting of the product; `.env.example` explains each. A name set to an empty value counts as not set. */
const Settings = z.object({
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_SERVICE_URL: postgresUrl.optional(),
  MIGRATION_DATABASE_URL: postgresUrl.optional(),
  NIGHTSHIFT_DIR: z.string().default(".nightshift"),
  SECRETS_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "must be 64 hex digits; make one with: openssl rand -hex 32")
    .optional(),
  SECRETS_KEY_OLD: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "must be 64 hex digits: the SECRETS_KEY before")
    .optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: wholeNumber(0, 3000, 65_535),
  PUBLIC_URL: webUrl.optional(),
  METRICS_TOKEN: z
    .string()
    .min(16, "must have at least 16 characters; make one with: openssl rand -hex 32")
    .regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces")
    .refine(
      (token) => !token.startsWith("ns_"),
      "must not be a tenant's API key; make one with: openssl rand -hex 32",
    )
    .optional(),
  TRUST_PROXY: list.superRefine((proxies, context) => {
    const problem = proxies.map(problemOfProxy).find((one) => one !== null);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  }),
  LOG_LEVEL: z.enum(["error", "warn", "info", "debug"]).default("info"),
  LOG_FILE: z.string().optional(),
  LOG_DIR: z.string().optional(),
  LOG_MAX_MB: z.coerce.number().min(0.001).max(10_000).default(50),
  LOG_KEEP_DAYS: z.coerce.number().int().min(1).max(3_650).default(14),
  SLACK_BOT_TOKEN: z.string().startsWith("xoxb-", "must be a bot token, which starts with xoxb-").optional(),
  SLACK_SIGNING_SECRET: z.string().min(8, "must be the app's signing secret").optional(),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith("xapp-", "must be an app-level token, which starts with xapp-")
    .optional(),
  SLACK_CONFIG_TOKEN: z
    .string()
    .startsWith("xoxe", "must be an app configuration token, which starts with xoxe")
    .optional(),
  SLACK_API_URL: webUrl.default("https://slack.com/api/"),
  SLACK_FIRST_ADMIN: z
    .string()
    .refine(isSlackUser, "must be a Slack user id such as U012AB3CD (profile, three dots, Copy member ID)")
    .optional(),
  SLACK_PLATFORM_CHANNEL: z.string().default("nightshift-alerts"),
  SLACK_PLATFORM_CALL: list.refine(
    (ids) => ids.every(isMentionable),
    "must be Slack ids of people (U…) or user groups (S…), commas between",
  ),
  SLACK_WEBHOOK_URL: webUrl.optional(),
  PAGERDUTY_ROUTING_KEY: z.string().optional(),
  PAGERDUTY_BASE_URL: webUrl.default("https://events.pagerduty.com"),
  JIRA_BASE_URL: webUrl.optional(),
  JIRA_EMAIL: z.string().optional(),
  JIRA_API_TOKEN: z.string().optional(),
  JIRA_PROJECT: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]+$/, "must be a project's key, e.g. OPS")
    .optional(),
  JIRA_ISSUE_TYPE: z.string().default("Task"),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must be a URL such as smtps://user:password@host:465" })
    .optional(),
  SMTP_FROM: z.string().optional(),
  SMTP_TO: z.string().optional(),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
  TWILIO_TO: z.string().optional(),
  TWILIO_BASE_URL: webUrl.default("https://api.twilio.com"),
  DEFAULT_TENANT_ID: z.string().optional(),
  TAVILY_API_KEY: z.string().optional(),
  TAVILY_BASE_URL: webUrl.optional(),
  LUSHA_API_KEY: z.string().optional(),
  LUSHA_BASE_URL: webUrl.optional(),
  ZEROBOUNCE_API_KEY: z.string().optional(),
  ZEROBOUNCE_BASE_URL: webUrl.optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: webUrl.optional(),
  OPENAI_MODEL: z.string().default("gpt-5-mini"),
  OPENAI_FALLBACK_MODEL: z.string().optional(),
  LANGSMITH_TRACING: flag,
  LANGCHAIN_TRACING_V2: flag,
  LANGSMITH_API_KEY: z.string().optional(),
  LANGSMITH_ENDPOINT: webUrl.default("https://api.smith.langchain.com"),
  LANGSMITH_PROJECT: z.string().default("nightshift"),
  LANGSMITH_HIDE_INPUTS: switchOf("true"),
  LANGSMITH_HIDE_OUTPUTS: switchOf("true"),
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: webUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: checked(problemOfOtlpHeaders).optional(),
  OTEL_SERVICE_NAME: z.string().default("nightshift"),
  TAVILY_MAX_QUERIES: wholeNumber(0, 1000),
  LUSHA_MAX_CONTACT_LOOKUPS: wholeNumber(0, 500),
  ZEROBOUNCE_MAX_VERIFICATIONS: wholeNumber(0, 2000),
  ZEROBOUNCE_BATCH_SIZE: wholeNumber(0, 0, 200),
  OPENAI_DAILY_TOKENS_CAP: wholeNumber(0, 20_000_000),
  OPENAI_RUN_TOKENS_CAP: wholeLimit,
  TAVILY_DAILY_QUERIES_CAP: wholeLimit,
  LUSHA_DAILY_LOOKUPS_CAP: wholeLimit,
  ZEROBOUNCE_DAILY_VERIFICATIONS_CAP: wholeLimit,
  RUN_COST_CAP_USD: usd.optional(),
  DAILY_COST_CAP_USD: usd.optional(),
  EXTRACT_CORPUS_CHAR_LIMIT: wholeNumber(500, 20_000),
  CRAWLER_DOMAIN_MIN_INTERVAL_S: seconds.default(1),
  CRAWLER_TIMEOUT_S: wholeNumber(1, 20),
  CRAWLER_ALLOW_PRIVATE: flag,
  CRAWLER_PROXY_URL: webUrl.optional(),
  CRAWLER_EXTRA_PORTS: list,
  PERSIST_CRAWL_CORPUS: flag,
  EVENT_RETENTION_DAYS: wholeNumber(1, 30),
  INGEST_REQUESTS_PER_MINUTE: wholeNumber(1, 6000),
  OTLP_MOST_MB: wholeNumber(1, 16),
  SCORE_MIN_EXPORT: scoreText.optional(),
  LEAD_THRESHOLD: scoreText.optional(),
  SCHED_ENABLED: switchOf("true"),
  SCHED_CRON: checked(problemOfScheduleCron).default("0 1 * * *"),
  SCHED_TIMEZONE: checked(problemOfTimezone).optional(),
  SCHED_CATCH_UP: z
    .enum(["none", "latest", "all"], { error: "must be none, latest or all" })
    .default("latest"),
  SCHED_CATCH_UP_WINDOW_MINUTES: wholeNumber(0, 360, 10_080),
  SCHED_TENANT_INCLUDE: list,
  SCHED_TENANT_EXCLUDE: list,
  SCHED_REQUIRE_ODOO: switchOf("true"),
  SCHED_TENANT_CONCURRENCY: wholeNumber(1, 4),
  SCHED_COMPANY_CONCURRENCY: wholeNumber(1, 16),
  SCHED_DAILY_CAP_PER_TENANT: wholeNumber(1, 1000),
  ALERTS_CRON: cron.default("*/5 * * * *"),
  DIGEST_CRON: cron.default("0 9 * * 1"),
  DEADMAN_URL: webUrl.optional(),
  DEADMAN_INTERVAL_S: wholeNumber(10, 60, 3600),
});

type Settings = z.infer<typeof Settings>;

/** The name of every setting; a test holds `.env.example` to it. */
export const SETTING_NAMES: readonly string[] = Object.keys(Settings.shape);

/** The validated settings. A vendor whose key is absent is left out of the night. */
export interface Environment extends Readonly<Settings> {
  /** The three connections, or null: use the embedded Postgres under NIGHTSHIFT_DIR. */
  readonly databaseUrls: { readonly app: string; readonly service: string } | null;
  /** The lowest score that is exported if the tenant's policy names none: SCORE_MIN_EXPORT, under either of its names. */
  readonly exportMinScore: number;
}

const EXPORT_MIN_SCORE = 45;

/** Reads the settings from `env` (pass `process.env`). Throws ConfigurationError naming every bad one and its remedy. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = Settings.safeParse(given);
  if (!parsed.success) {
    throw new ConfigurationError(
      parsed.error.issues.map((issue) => ({ name: issue.path.join("."), problem: issue.message })),
    );
  }
  const settings = parsed.data;
  const problems = contradictions(settings);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { DATABASE_URL: app, DATABASE_SERVICE_URL: service } = settings;
  return {
    ...settings,
    databaseUrls: app && service ? { app, service } : null,
    exportMinScore: settings.SCORE_MIN_EXPORT ?? settings.LEAD_THRESHOLD ?? EXPORT_MIN_SCORE,
  };
}

function contradictions(settings: Settings): { name: string; problem: string }[] {
  const problems: { name: string; problem: string }[] = [];
  const { DATABASE_URL: app, DATABASE_SERVICE_URL: service } = settings;
  if (app && !service)
    problems.push({
      name: "DATABASE_SERVICE_URL",
      problem: "is required together with DATABASE_URL: the same database as the role nightshift_service",
    });
  if (service && !app)
    problems.push({
      name: "DATABASE_URL",
      problem: "is required together with DATABASE_SERVICE_URL, as the role nightshift_app",
    });
  if (app && !settings.SECRETS_KEY)
    problems.push({
      name: "SECRETS_KEY",
      problem: "is required with your own database; make one with: openssl rand -hex 32",
    });
  if (settings.SECRETS_KEY_OLD && !settings.SECRETS_KEY)
    problems.push({
      name: "SECRETS_KEY",
      problem: "is required together with SECRETS_KEY_OLD: the new key, which takes over from the old one",
    });
  if (settings.SLACK_BOT_TOKEN && !settings.SLACK_SIGNING_SECRET && !settings.SLACK_APP_TOKEN)
    problems.push({
      name: "SLACK_SIGNING_SECRET",
      problem:
        "is required together with SLACK_BOT_TOKEN (Basic Information, App Credentials), or set SLACK_APP_TOKEN for Socket Mode",
    });
  const { SCORE_MIN_EXPORT: score, LEAD_THRESHOLD: olderScore } = settings;
  if (score !== undefined && olderScore !== undefined && score !== olderScore)
    problems.push({
      name: "LEAD_THRESHOLD",
      problem: `is the older name of SCORE_MIN_EXPORT, and says ${olderScore} where that says ${score}: remove LEAD_THRESHOLD`,
    });
  const catchUp = problemOfCatchUp(settings.SCHED_CATCH_UP, settings.SCHED_CATCH_UP_WINDOW_MINUTES);
  if (catchUp !== null) problems.push({ name: "SCHED_CATCH_UP_WINDOW_MINUTES", problem: catchUp });
  const both = settings.SCHED_TENANT_INCLUDE.filter((id) => settings.SCHED_TENANT_EXCLUDE.includes(id));
  if (both.length > 0)
    problems.push({
      name: "SCHED_TENANT_EXCLUDE",
      problem: `names ${both.join(", ")}, which SCHED_TENANT_INCLUDE names too; take it out of one of them`,
    });
  return [...problems, ...incomplete(settings)];
}

/** Settings that only work together. */
const SETS = [
  ["JIRA_BASE_URL", "JIRA_EMAIL", "JIRA_API_TOKEN", "JIRA_PROJECT"],
  ["SMTP_URL", "SMTP_FROM", "SMTP_TO"],
  ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_TO"],
] as const;

function incomplete(settings: Settings): { name: string; problem: string }[] {
  return SETS.flatMap((set) => {
    const missing = set.filter((name) => settings[name] === undefined);
    if (missing.length === 0 || missing.length === set.length) return [];
    const given = set.filter((name) => settings[name] !== undefined).join(", ");
    return missing.map((name) => ({ name, problem: `is required together with ${given}` }));
  });
}
