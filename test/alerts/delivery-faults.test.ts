import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { createSlackLogger } from "../../src/bot/posting/create-slack-logger.ts";
import { createSlackNotifier, type SlackContent } from "../../src/bot/posting/slack-notifier.ts";
import { webClientOptions } from "../../src/bot/posting/web-client-options.ts";
import type { Database } from "../../src/database/database.ts";
import { createLogger } from "../../src/logger.ts";
import { deliverMessages } from "../../src/messages/deliver-messages.ts";
import { readDeliveryHealth, readDeliveryTotals } from "../../src/messages/delivery-health-store.ts";
import { wantMessage } from "../../src/messages/outbox-store.ts";
import { patience } from "../support/patience.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";
import { type FaultySlack, type SlackFate, startFaultySlack } from "./faulty-slack.ts";
import { forkSender } from "./fork-sender.ts";

const ALERTS = 1_000;
const CHANNELS = 20;
const SEED = 20261122;
const HOUR_MS = 3_600_000;
/** Where each of the processes that are killed dies, after so many messages: the write reaches Slack or not, and is answered or not. */
const DEATHS: readonly { readonly after: number; readonly fate: SlackFate }[] = [
  { after: 3, fate: "silent" },
  { after: 25, fate: "dropped" },
  { after: 14, fate: "fine" },
  { after: 40, fate: "dropped" },
  { after: 7, fate: "fine" },
];

describe("delivery to a Slack that fails", () => {
  let test: TestDatabase;
  let slack: FaultySlack;
  const random = seededRandom(SEED);
  /** The process that delivers, and after how many more writes it is killed. */
  let doomed: { readonly kill: () => void; readonly fate: SlackFate; writesLeft: number } | null = null;

  function fateOf(): SlackFate {
    if (doomed !== null) {
      doomed.writesLeft -= 1;
      if (doomed.writesLeft === 0) {
        doomed.kill();
        return doomed.fate;
      }
    }
    const roll = random();
    if (roll < 0.06) return "limited";
    if (roll < 0.1) return "broken";
    if (roll < 0.11) return "silent";
    return roll < 0.16 ? "dropped" : "fine";
  }

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    slack = await startFaultySlack(fateOf);
  });
  after(async () => {
    await slack.close();
    await test.drop();
  });

  it(`brings ${ALERTS} alerts through 429, 500, silence, cut connections and killed processes: none lost, none doubled`, async function () {
    this.timeout(120_000);
    const { database } = test;
    const logger = createLogger({ level: "error", write: () => undefined });
    let now = new Date("2026-11-22T02:00:00Z");
    const ids: string[] = [];
    await database.withTenant("acme", async (transaction) => {
      for (let at = 0; at < ALERTS; at += 1) {
        const channel = `C0LANE${at % CHANNELS}`;
        const wanted = { tenantId: "acme", kind: "alert", subjectId: `alert ${at}`, channel } as const;
        ids.push(await wantMessage(transaction, wanted, now));
      }
    });
    const senders = await Promise.all(DEATHS.map(() => forkSender(test.urls, slack.apiUrl)));
    const signals: (NodeJS.Signals | null)[] = [];
    for (const [index, { after, fate }] of DEATHS.entries()) {
      const sender = senders[index] ?? expect.fail("there is a sender for each death");
      doomed = { kill: () => sender.kill(), fate, writesLeft: after };
      // Long after the last one died: its claims are void.
      now = new Date(now.getTime() + HOUR_MS);
      signals.push(await sender.run(now.getTime()));
    }
    doomed = null;
    now = new Date(now.getTime() + HOUR_MS);
    expect(signals).to.deep.equal(DEATHS.map(() => "SIGKILL"));

    const silent = createSlackLogger({ info() {}, warn() {}, error() {} });
    const client = new WebClient("xoxb-test", {
      ...webClientOptions(silent, slack.apiUrl),
      timeout: patience(60),
    });
    const channel = createSlackNotifier(client);
    let cutOff = 0;
    /** A sender that is cut off from the database at a random moment. */
    const mortal = (): Database => {
      const lives = random() < 0.15 ? Math.floor(random() * CHANNELS) : Number.POSITIVE_INFINITY;
      let transactions = 0;
      return {
        ...database,
        async withService(work) {
          transactions += 1;
          if (transactions > lives + 1) {
            cutOff += 1;
            throw new Error("cut off");
          }
          return database.withService(work);
        },
      };
    };
    const waiting = async () =>
      (await database.withService((transaction) => readDeliveryHealth(transaction, now))).waiting;

    let rounds = 0;
    while ((await waiting()) > 0) {
      rounds += 1;
      if (rounds > 1_000) throw new Error(`after ${rounds} rounds ${await waiting()} still wait`);
      await deliverMessages<SlackContent>({
        database: mortal(),
        channel,
        readContent: async ({ subjectId }) => ({ kind: "alert_note", note: subjectId }),
        clock: () => now,
        logger,
        wait: async () => undefined,
      });
      now = new Date(now.getTime() + 5_000);
    }

    const seen = slack.messages.map(({ outboxId }) => outboxId);
    expect(new Set(seen).size, "none doubled").to.equal(seen.length);
    expect(seen, "none lost").to.have.members(ids);
    const totals = await database.withService(readDeliveryTotals);
    const counted = (outcome: string) => totals.find((one) => one.outcome === outcome)?.total ?? 0;
    expect(counted("delivered"), "each recorded once").to.equal(ALERTS);
    expect(counted("unverified")).to.equal(0);
    for (const fate of ["limited", "broken", "silent", "dropped"] as const)
      expect(slack.fates[fate], `${fate} happened`).to.be.greaterThan(3);
    expect(cutOff, "senders cut off").to.be.greaterThan(20);
  });
});
