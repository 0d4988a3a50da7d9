import { expect } from "chai";
import fc from "fast-check";
import { readEnvironment } from "../../src/config/environment.ts";
import { ConfigurationError } from "../../src/errors.ts";

const KEY = "0f".repeat(32);
const APP = "postgres://app:a@db.example:5432/nightshift";
const SERVICE = "postgresql://service:s@db.example:5432/nightshift";

function problemsOf(env: Record<string, string>): readonly { name: string; problem: string }[] {
  try {
    readEnvironment(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.settings;
    throw error;
  }
  throw new Error(`not refused: ${JSON.stringify(env)}`);
}

describe("the settings of the environment", () => {
  it("are complete with nothing set: the embedded database, no vendors, loopback only", () => {
    const environment = readEnvironment({});
    expect(environment.databaseUrls).to.equal(null);
    expect(environment).to.include({
      HOST: "127.0.0.1",
      PORT: 3000,
      NIGHTSHIFT_DIR: ".nightshift",
      LOG_LEVEL: "info",
      CRAWLER_ALLOW_PRIVATE: false,
      CRAWLER_DOMAIN_MIN_INTERVAL_S: 1,
      PERSIST_CRAWL_CORPUS: false,
      SCHED_ENABLED: true,
      SCHED_CRON: "0 1 * * *",
      SCHED_CATCH_UP: "latest",
      SCHED_CATCH_UP_WINDOW_MINUTES: 360,
      SCHED_REQUIRE_ODOO: true,
      SCHED_TENANT_CONCURRENCY: 4,
      SCHED_COMPANY_CONCURRENCY: 16,
      SCHED_DAILY_CAP_PER_TENANT: 1000,
      ALERTS_CRON: "*/5 * * * *",
    });
    expect(environment.OPENAI_API_KEY).to.equal(undefined);
    expect(environment.SCHED_TIMEZONE).to.equal(undefined);
    expect(environment.SCHED_TENANT_INCLUDE).to.deep.equal([]);
  });

  it("that are set to nothing, or to blanks, count as not set", () => {
    expect(readEnvironment({ PORT: "", DATABASE_URL: "  ", TAVILY_API_KEY: "\t" })).to.deep.equal(
      readEnvironment({}),
    );
  });

  it("leave what belongs to other programs alone", () => {
    expect(readEnvironment({ PATH: "/bin", HOME: "/root", NPM_TOKEN: "x" })).to.deep.equal(
      readEnvironment({}),
    );
  });

  const good: readonly [env: Record<string, string>, name: string, value: unknown][] = [
    [{ PORT: "0" }, "PORT", 0],
    [{ PORT: "65535" }, "PORT", 65_535],
    [{ CRAWLER_DOMAIN_MIN_INTERVAL_S: "0.25" }, "CRAWLER_DOMAIN_MIN_INTERVAL_S", 0.25],
    [{ CRAWLER_ALLOW_PRIVATE: "1" }, "CRAWLER_ALLOW_PRIVATE", true],
    [{ CRAWLER_ALLOW_PRIVATE: "true" }, "CRAWLER_ALLOW_PRIVATE", true],
    [{ PERSIST_CRAWL_CORPUS: "0" }, "PERSIST_CRAWL_CORPUS", false],
    [{ TAVILY_MAX_QUERIES: "0" }, "TAVILY_MAX_QUERIES", 0],
    [{ ALERTS_CRON: "0 */2 * * * *" }, "ALERTS_CRON", "0 */2 * * * *"],
    [{}, "exportMinScore", 45],
    [{ SCORE_MIN_EXPORT: "0" }, "exportMinScore", 0],
    [{ LEAD_THRESHOLD: "60" }, "exportMinScore", 60],
    [{ SCORE_MIN_EXPORT: "60", LEAD_THRESHOLD: "60.0" }, "exportMinScore", 60],
    [{ EVENT_RETENTION_DAYS: "1" }, "EVENT_RETENTION_DAYS", 1],
    [{ SLACK_FIRST_ADMIN: "U012AB3CD" }, "SLACK_FIRST_ADMIN", "U012AB3CD"],
    [{ SCHED_ENABLED: "false" }, "SCHED_ENABLED", false],
    [{ SCHED_REQUIRE_ODOO: "0" }, "SCHED_REQUIRE_ODOO", false],
    [{ SCHED_CRON: "30 2 * * 1-5" }, "SCHED_CRON", "30 2 * * 1-5"],
    [{ SCHED_TIMEZONE: "Europe/Berlin" }, "SCHED_TIMEZONE", "Europe/Berlin"],
    [{ SCHED_CATCH_UP: "none" }, "SCHED_CATCH_UP", "none"],
    [{ SCHED_TENANT_INCLUDE: " acme,globex, acme ,," }, "SCHED_TENANT_INCLUDE", ["acme", "globex"]],
  ];
  for (const [env, name, value] of good)
    it(`read ${JSON.stringify(env)}`, () =>
      expect(Object.entries(readEnvironment(env))).to.deep.include([name, value]));

  const bad: readonly [env: Record<string, string>, name: string, remedy: RegExp][] = [
    [{ PORT: "http" }, "PORT", /whole number from 0 to 65535/],
    [{ PORT: "65536" }, "PORT", /whole number from 0 to 65535/],
    [{ PORT: "-1" }, "PORT", /whole number from 0 to 65535/],
    [{ SCORE_MIN_EXPORT: "101" }, "SCORE_MIN_EXPORT", /score from 0 to 100/],
    [{ LEAD_THRESHOLD: "high" }, "LEAD_THRESHOLD", /score from 0 to 100/],
    [
      { SCORE_MIN_EXPORT: "60", LEAD_THRESHOLD: "45" },
      "LEAD_THRESHOLD",
      /says 45 where that says 60: remove/,
    ],
    [{ EVENT_RETENTION_DAYS: "0" }, "EVENT_RETENTION_DAYS", /whole number from 1/],
    [{ PORT: "80.5" }, "PORT", /whole number from 0 to 65535/],
    [{ SCHED_COMPANY_CONCURRENCY: "0" }, "SCHED_COMPANY_CONCURRENCY", /whole number from 1/],
    [{ SCHED_DAILY_CAP_PER_TENANT: "many" }, "SCHED_DAILY_CAP_PER_TENANT", /whole number from 1/],
    [{ TAVILY_MAX_QUERIES: "-1" }, "TAVILY_MAX_QUERIES", /whole number from 0/],
    [{ EXTRACT_CORPUS_CHAR_LIMIT: "499" }, "EXTRACT_CORPUS_CHAR_LIMIT", /whole number from 500/],
    [{ CRAWLER_TIMEOUT_S: "0" }, "CRAWLER_TIMEOUT_S", /whole number from 1/],
    [{ CRAWLER_DOMAIN_MIN_INTERVAL_S: "-1" }, "CRAWLER_DOMAIN_MIN_INTERVAL_S", /seconds from 0/],
    [{ CRAWLER_DOMAIN_MIN_INTERVAL_S: "1s" }, "CRAWLER_DOMAIN_MIN_INTERVAL_S", /seconds from 0/],
    [{ CRAWLER_ALLOW_PRIVATE: "yes" }, "CRAWLER_ALLOW_PRIVATE", /true or false/],
    [{ LOG_LEVEL: "verbose" }, "LOG_LEVEL", /"debug"/],
    [{ DATABASE_URL: "mysql://db/x" }, "DATABASE_URL", /postgres:\/\/user:password@host:5432\/database/],
    [{ DATABASE_SERVICE_URL: "localhost" }, "DATABASE_SERVICE_URL", /postgres:\/\//],
    [{ MIGRATION_DATABASE_URL: "nowhere" }, "MIGRATION_DATABASE_URL", /postgres:\/\//],
    [{ TAVILY_BASE_URL: "ftp://tavily" }, "TAVILY_BASE_URL", /http or https/],
    [{ PUBLIC_URL: "nightshift.example.com" }, "PUBLIC_URL", /http or https/],
    [{ CRAWLER_PROXY_URL: "socks5://p:1" }, "CRAWLER_PROXY_URL", /http or https/],
    [{ SECRETS_KEY: "00ff" }, "SECRETS_KEY", /64 hex digits; .*openssl rand -hex 32/],
    [{ SECRETS_KEY: "z".repeat(64) }, "SECRETS_KEY", /64 hex digits/],
    [{ SLACK_BOT_TOKEN: "xoxp-1" }, "SLACK_BOT_TOKEN", /xoxb-/],
    [{ SLACK_APP_TOKEN: "xoxb-1" }, "SLACK_APP_TOKEN", /xapp-/],
    [{ SLACK_SIGNING_SECRET: "short" }, "SLACK_SIGNING_SECRET", /signing secret/],
    [{ SLACK_FIRST_ADMIN: "@ada" }, "SLACK_FIRST_ADMIN", /U012AB3CD/],
    [{ ALERTS_CRON: "hourly" }, "ALERTS_CRON", /five or six fields/],
    [{ ALERTS_CRON: "* * * *" }, "ALERTS_CRON", /five or six fields/],
    [{ ALERTS_CRON: "61 * * * *" }, "ALERTS_CRON", /cron expression/],
    [{ ALERTS_CRON: "a b c d e" }, "ALERTS_CRON", /cron expression/],
    [{ ALERTS_CRON: "* * 31 2 *" }, "ALERTS_CRON", /never/],
    [{ SCHED_CRON: "0 0 1 * * *" }, "SCHED_CRON", /five fields .*0 1 \* \* \*/],
    [{ SCHED_CRON: "nightly" }, "SCHED_CRON", /five fields/],
    [{ SCHED_CRON: "0 24 * * *" }, "SCHED_CRON", /cron expression/],
    [{ SCHED_CRON: "0 1 31 4 *" }, "SCHED_CRON", /never/],
    [{ SCHED_TIMEZONE: "Singapore Time" }, "SCHED_TIMEZONE", /IANA time zone; .*Asia\/Singapore/],
    [{ SCHED_TIMEZONE: "+08:00" }, "SCHED_TIMEZONE", /IANA/],
    [{ SCHED_CATCH_UP: "some" }, "SCHED_CATCH_UP", /none, latest or all/],
    [{ SCHED_CATCH_UP_WINDOW_MINUTES: "10081" }, "SCHED_CATCH_UP_WINDOW_MINUTES", /from 0 to 10080/],
    [{ SCHED_TENANT_CONCURRENCY: "0" }, "SCHED_TENANT_CONCURRENCY", /whole number from 1/],
    [{ SCHED_ENABLED: "yes" }, "SCHED_ENABLED", /true or false/],
  ];
  for (const [env, name, remedy] of bad)
    it(`refuse ${JSON.stringify(env).slice(0, 60)} with its name and what to do`, () => {
      const [problem, ...others] = problemsOf(env);
      expect(problem?.name).to.equal(name);
      expect(problem?.problem).to.match(remedy);
      expect(others).to.deep.equal([]);
    });

  it("are refused all at once, so that nobody mends them one start at a time", () => {
    const names = problemsOf({ PORT: "x", LOG_LEVEL: "x", ALERTS_CRON: "x" }).map(({ name }) => name);
    expect(names).to.have.members(["PORT", "LOG_LEVEL", "ALERTS_CRON"]);
  });

  it("name each bad one in the message, without repeating a secret", () => {
    try {
      readEnvironment({ SLACK_BOT_TOKEN: "xoxp-hunter2", DATABASE_URL: "mysql://u:hunter2@h/d" });
      expect.fail("not refused");
    } catch (error) {
      expect(String(error)).to.include("SLACK_BOT_TOKEN").and.to.include("DATABASE_URL");
      expect(String(error)).not.to.include("hunter2");
    }
  });

  const contradictions: readonly [says: string, env: Record<string, string>, name: string][] = [
    [
      "an application URL without the service's",
      { DATABASE_URL: APP, SECRETS_KEY: KEY },
      "DATABASE_SERVICE_URL",
    ],
    ["a service URL without the application's", { DATABASE_SERVICE_URL: SERVICE }, "DATABASE_URL"],
    [
      "a database of one's own without a key for secrets",
      { DATABASE_URL: APP, DATABASE_SERVICE_URL: SERVICE },
      "SECRETS_KEY",
    ],
    [
      "a tenant that is both included and excluded",
      { SCHED_TENANT_INCLUDE: "acme,globex", SCHED_TENANT_EXCLUDE: "globex" },
      "SCHED_TENANT_EXCLUDE",
    ],
    [
      "a catch-up whose window is over before it begins",
      { SCHED_CATCH_UP: "latest", SCHED_CATCH_UP_WINDOW_MINUTES: "5" },
      "SCHED_CATCH_UP_WINDOW_MINUTES",
    ],
    ["a bot token without a way to check requests", { SLACK_BOT_TOKEN: "xoxb-1" }, "SLACK_SIGNING_SECRET"],
  ];
  for (const [says, env, name] of contradictions)
    it(`refuse ${says}`, () => expect(problemsOf(env).map((problem) => problem.name)).to.deep.equal([name]));

  it("take a window of no length where nothing is caught up, and the shortest that leaves something to", () => {
    readEnvironment({ SCHED_CATCH_UP: "none", SCHED_CATCH_UP_WINDOW_MINUTES: "0" });
    readEnvironment({ SCHED_CATCH_UP: "all", SCHED_CATCH_UP_WINDOW_MINUTES: "6" });
  });

  it("take a bot token with a signing secret, and one with Socket Mode", () => {
    readEnvironment({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "a".repeat(32) });
    readEnvironment({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" });
  });

  it("give the two connections of a database of one's own", () => {
    expect(
      readEnvironment({ DATABASE_URL: APP, DATABASE_SERVICE_URL: SERVICE, SECRETS_KEY: KEY }).databaseUrls,
    ).to.deep.equal({ app: APP, service: SERVICE });
  });

  it("are read or refused, but never crash, whatever is in them", () => {
    const names = [
      "PORT",
      "DATABASE_URL",
      "ALERTS_CRON",
      "SECRETS_KEY",
      "TAVILY_BASE_URL",
      "CRAWLER_TIMEOUT_S",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.oneof(fc.string({ unit: "grapheme" }), fc.webUrl(), fc.double().map(String)),
        (name, value) => {
          try {
            readEnvironment({ [name]: value });
          } catch (error) {
            if (!(error instanceof ConfigurationError)) throw error;
            for (const problem of error.settings) expect(problem.name).to.not.equal("");
          }
        },
      ),
    );
  });
});
