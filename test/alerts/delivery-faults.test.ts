import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { deliverDue } from "../../src/alerts/deliver-notifications.ts";
import { readDeliveryHealth, wantMessage } from "../../src/alerts/outbox-store.ts";
import { createSlackLogger } from "../../src/bot/slack-logger.ts";
import { createSlackNotifier, type SlackContent } from "../../src/bot/slack-notifier.ts";
import { webClientOptions } from "../../src/bot/web-client-options.ts";
import type { Database } from "../../src/database/database.ts";
import { createLogger } from "../../src/logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";
import { type FaultySlack, type SlackFate, startFaultySlack } from "./faulty-slack.ts";

const ALERTS = 1_000;
const CHANNELS = 20;
const SEED = 20261122;

/** The same sequence for the same seed (mulberry32): a failure can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("delivery to a Slack that fails", () => {
  let test: TestDatabase;
  let slack: FaultySlack;
  const random = createRandom(SEED);

  function fateOf(): SlackFate {
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

  it(`brings ${ALERTS} alerts through 429, 500, silence, cut connections and killed senders: none lost, none doubled`, async function () {
    this.timeout(60_000);
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
    const silent = createSlackLogger({ info() {}, warn() {}, error() {} });
    const client = new WebClient("xoxb-test", { ...webClientOptions(silent, slack.apiUrl), timeout: 60 });
    const channel = createSlackNotifier(client, "https://nightshift.example");
    let [killed, unverified] = [0, 0];
    /** A sender that dies at a random moment: from then on nothing it does reaches the database. */
    const mortal = (): Database => {
      const lives = random() < 0.15 ? Math.floor(random() * CHANNELS) : Number.POSITIVE_INFINITY;
      let transactions = 0;
      return {
        ...database,
        async withService(work) {
          transactions += 1;
          if (transactions > lives + 1) {
            killed += 1;
            throw new Error("killed");
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
      await deliverDue<SlackContent>({
        database: mortal(),
        channel,
        readContent: async ({ subjectId }) => ({ kind: "alert_note", note: subjectId }),
        clock: () => now,
        logger,
        wait: async () => undefined,
        onUnverifiedRepost: () => {
          unverified += 1;
        },
      });
      now = new Date(now.getTime() + 5_000);
    }

    const seen = slack.messages.map(({ outboxId }) => outboxId);
    expect(new Set(seen).size, "none doubled").to.equal(seen.length);
    expect(seen, "none lost").to.have.members(ids);
    expect(unverified).to.equal(0);
    for (const fate of ["limited", "broken", "silent", "dropped"] as const)
      expect(slack.fates[fate], `${fate} happened`).to.be.greaterThan(3);
    expect(killed, "senders killed").to.be.greaterThan(20);
  });
});
