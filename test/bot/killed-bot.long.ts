import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { recordAssessments } from "../../src/alerts/raising/record-assessment.ts";
import { RULE_TABLE } from "../../src/alerts/rulebook/rule-table.ts";
import { systemClock } from "../../src/clock.ts";
import { type FaultySlack, type SlackFate, startFaultySlack } from "../alerts/faulty-slack.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { runCli } from "../support/run-cli.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";
import { waitUntil } from "../support/wait-until.ts";

const ALERTS = 100;
/** After how many writes each of the three processes is killed, and what becomes of the write at that moment. */
const DEATHS: readonly { readonly after: number; readonly fate: SlackFate }[] = [
  { after: 9, fate: "dropped" },
  { after: 17, fate: "silent" },
  { after: 5, fate: "fine" },
];
const CHANNELS = new Map(Array.from({ length: 10 }, (_, at) => [`alerts-${at}`, `C0ALERTS${at}`]));

describe("a hundred alerts while the bot is killed three times", function () {
  this.timeout(600_000);
  let test: TestDatabase;
  let slack: FaultySlack;
  let folder: string;
  /** The process that is to die, how, and after how many more writes. */
  let doomed: { kill: (() => void) | null; fate: SlackFate; writesLeft: number } | null = null;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "nightshift-killed-"));
    test = await createTestDatabase();
    slack = await startFaultySlack(() => {
      if (doomed === null) return "fine";
      doomed.writesLeft -= 1;
      if (doomed.writesLeft > 0) return "fine";
      doomed.kill?.();
      return doomed.fate;
    }, CHANNELS);
  });
  afterEach(async () => {
    doomed = null;
    await slack.close();
    await test.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const rows = <Row>(sql: string) =>
    test.database.withService((transaction) => transaction.query<Row[]>(sql));

  function runBot(during: (kill: (signal: NodeJS.Signals) => void) => Promise<void>) {
    const settings = {
      DATABASE_URL: test.urls.app,
      DATABASE_SERVICE_URL: test.urls.service,
      SECRETS_KEY: "7d".repeat(32),
      LOG_LEVEL: "error",
      PORT: "0",
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_SIGNING_SECRET: "a-signing-secret",
      SLACK_API_URL: slack.apiUrl,
      SLACK_PLATFORM_CHANNEL: "alerts-0",
    };
    return runCli(folder, settings, ["bot"], during);
  }

  /** Three processes that are killed, and one that finishes. */
  async function deliverAll(): Promise<void> {
    for (const { after, fate } of DEATHS) {
      const died = Promise.withResolvers<void>();
      const next = { kill: null as (() => void) | null, fate, writesLeft: after };
      doomed = next;
      const { code } = await runBot(async (kill) => {
        next.kill = () => {
          kill("SIGKILL");
          died.resolve();
        };
        await died.promise;
      });
      expect(code, "it was killed").to.equal(null);
      // A minute later what it was sending is anybody's.
      await rows(
        "update alert_notifications set claimed_at = claimed_at - interval '61 s' where state = 'sending'",
      );
    }
    doomed = null;
    const { code } = await runBot(async (kill) => {
      const isDone = async () =>
        (await rows("select from alert_notifications where delivered_version < desired_version")).length ===
        0;
      await waitUntil(isDone, "everything delivered", 240_000);
      kill("SIGTERM");
    });
    expect(code).to.equal(0);
  }

  function expectEachOnce(): void {
    const posted = slack.messages.map(({ outboxId }) => outboxId);
    expect(
      posted.filter((id, at) => posted.indexOf(id) !== at),
      "doubles",
    ).to.deep.equal([]);
    // Other lanes may write in the moment before the process is dead.
    expect(slack.fates.dropped + slack.fates.silent, "answers that were lost").to.be.at.least(2);
  }

  async function raise(subjects: readonly (readonly [tenantId: string, subject: string, channel: string])[]) {
    const rule = RULE_TABLE["CR-02"];
    await recordAssessments(
      { database: test.database, clock: systemClock, logger: quietLogger() },
      subjects.map(([tenantId, subject, channel]) => {
        const about = { ruleId: rule.id, subject };
        return {
          assessment: {
            ...about,
            finding: { ...about, severity: "critical" as const, summary: `${subject} failed.`, facts: {} },
          },
          rule,
          origin: { tenantId, runId: null, supersededAt: null, channelOf: () => channel },
        };
      }),
    );
  }

  it("brings each to its channel once, where ten channels are written in three ways by twenty tenants", async () => {
    for (let at = 0; at < 20; at += 1) await createTestTenant(test.database, `tenant-${at}`);
    const spelled = (at: number) =>
      [`alerts-${at % 10}`, `#Alerts-${at % 10}`, `C0ALERTS${at % 10}`][Math.floor(at / 10) % 3] ?? "";
    await raise(
      Array.from({ length: ALERTS }, (_, at) => [`tenant-${at % 20}`, `subject ${at}`, spelled(at)] as const),
    );
    await deliverAll();
    expectEachOnce();
    const cards = await rows<{ id: string; channel: string }>(
      `select notification_id as id, message_channel as channel from alert_notifications
       where kind = 'alert' and tenant_id like 'tenant-%'`,
    );
    expect(cards).to.have.length(ALERTS);
    const posted = new Map(slack.messages.map(({ outboxId, channel }) => [outboxId, channel]));
    expect(cards.filter(({ id, channel }) => posted.get(id) !== channel)).to.deep.equal([]);
  });

  it("gathers those of one tenant and channel under one digest, and loses none", async () => {
    await createTestTenant(test.database, "acme");
    await raise(Array.from({ length: ALERTS }, (_, at) => ["acme", `subject ${at}`, "alerts-3"] as const));
    await deliverAll();
    expectEachOnce();
    const digests = slack.messages.filter(({ text }) => text.includes("more alerts came at once"));
    expect(digests.map(({ text }) => text)).to.deep.equal(["90 more alerts came at once: 90 open"]);
    const cards = slack.messages.filter(({ text }) => text.includes("acme") && text.includes("(firing)"));
    expect(cards).to.have.length(ALERTS);
    const inThread = cards.filter(({ threadTs }) => threadTs === digests[0]?.ts);
    expect(inThread, "in the digest's thread").to.have.length(90);
  });
});
