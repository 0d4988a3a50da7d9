import { Cron } from "croner";
import { z } from "zod";
import { ConfigurationError } from "../errors.ts";

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
const seconds = z.coerce
  .number({ error: "must be seconds from 0" })
  .min(0, { error: "must be seconds from 0" });
const flag = z
  .enum(["true", "false", "1", "0"], { error: "must be true or false" })
  .default("false")
  .transform((text) => text === "true" || text === "1");
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must be a URL such as postgres://user:password@host:5432/database",
});
const webUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
const cron = z
  .string()
  .regex(/^(\S+\s+){4,5}\S+$/, {
    error: "must be a cron expression of five or six fields, e.g. */5 * * * *",
    abort: true,
  })
  .superRefine((text, context) => {
    const problem = problemOfCron(text);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

/** Every setting of the product; `.env.example` explains each. A name that is set to nothing counts as not set. */
const Settings = z.object({
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_SERVICE_URL: postgresUrl.optional(),
  MIGRATION_DATABASE_URL: postgresUrl.optional(),
  NIGHTSHIFT_DIR: z.string().default(".nightshift"),
  SECRETS_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "must be 64 hex digits; make one with: openssl rand -hex 32")
    .optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: wholeNumber(0, 3000, 65_535),
  PUBLIC_URL: webUrl.optional(),
  LOG_LEVEL: z.enum(["error", "warn", "info", "debug"]).default("info"),
  LOG_FILE: z.string().optional(),
  SLACK_BOT_TOKEN: z.string().startsWith("xoxb-", "must be a bot token, which starts with xoxb-").optional(),
  SLACK_SIGNING_SECRET: z.string().min(8, "must be the app's signing secret").optional(),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith("xapp-", "must be an app-level token, which starts with xapp-")
    .optional(),
  SLACK_API_URL: webUrl.default("https://slack.com/api/"),
  SLACK_FIRST_ADMIN: z
    .string()
    .regex(
      /^[UW][A-Z0-9]+$/,
      "must be a Slack user id such as U012AB3CD (profile, three dots, Copy member ID)",
    )
    .optional(),
  SLACK_PLATFORM_CHANNEL: z.string().default("nightshift-alerts"),
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
  TAVILY_MAX_QUERIES: wholeNumber(0, 1000),
  LUSHA_MAX_CONTACT_LOOKUPS: wholeNumber(0, 500),
  ZEROBOUNCE_MAX_VERIFICATIONS: wholeNumber(0, 2000),
  OPENAI_DAILY_TOKENS_CAP: wholeNumber(0, 20_000_000),
  EXTRACT_CORPUS_CHAR_LIMIT: wholeNumber(500, 20_000),
  CRAWLER_DOMAIN_MIN_INTERVAL_S: seconds.default(1),
  CRAWLER_TIMEOUT_S: wholeNumber(1, 20),
  CRAWLER_ALLOW_PRIVATE: flag,
  CRAWLER_PROXY_URL: webUrl.optional(),
  PERSIST_CRAWL_CORPUS: flag,
  SCHED_COMPANY_CONCURRENCY: wholeNumber(1, 8),
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
}

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
  return { ...settings, databaseUrls: app && service ? { app, service } : null };
}

function problemOfCron(text: string): string | null {
  try {
    return new Cron(text, { paused: true }).nextRun() === null ? "names a time that never comes" : null;
  } catch {
    // The parser's own words name its parts, not the remedy.
    return "is no cron expression: five or six fields in their ranges, e.g. */5 * * * *";
  }
}

function contradictions(settings: Settings): { name: string; problem: string }[] {
  const problems: { name: string; problem: string }[] = [];
  const { DATABASE_URL: app, DATABASE_SERVICE_URL: service } = settings;
  if (app && !service)
    problems.push({
      name: "DATABASE_SERVICE_URL",
      problem: "is needed beside DATABASE_URL: the same database as the role nightshift_service",
    });
  if (service && !app)
    problems.push({
      name: "DATABASE_URL",
      problem: "is needed beside DATABASE_SERVICE_URL, as the role nightshift_app",
    });
  if (app && !settings.SECRETS_KEY)
    problems.push({
      name: "SECRETS_KEY",
      problem: "is needed with a database of your own; make one with: openssl rand -hex 32",
    });
  if (settings.SLACK_BOT_TOKEN && !settings.SLACK_SIGNING_SECRET && !settings.SLACK_APP_TOKEN)
    problems.push({
      name: "SLACK_SIGNING_SECRET",
      problem:
        "is needed beside SLACK_BOT_TOKEN (Basic Information, App Credentials), or set SLACK_APP_TOKEN for Socket Mode",
    });
  return problems;
}
