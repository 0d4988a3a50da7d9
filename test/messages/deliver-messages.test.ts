import { expect } from "chai";
import type { AlertContent } from "../../src/alerts/contents/read-alert-content.ts";
import type { SlackContent, SlackNotifier } from "../../src/bot/posting/slack-notifier.ts";
import type { Database } from "../../src/database/database.ts";
import { createLogger } from "../../src/logger.ts";
import { createSender } from "../../src/messages/create-sender.ts";
import { type DeliverDependencies, deliverMessages } from "../../src/messages/deliver-messages.ts";
import {
  readDeliveryHealth,
  readDeliveryProblems,
  readDeliveryTotals,
} from "../../src/messages/delivery-health-store.ts";
import type { MessageChannel } from "../../src/messages/message-channel.ts";
import type { MessageSubject } from "../../src/messages/message-subject.ts";
import { wantMessage } from "../../src/messages/outbox-store.ts";
import { ChannelFailure, createFakeChannel, type FakeChannel } from "../alerts/fake-channel.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

interface Content {
  readonly kind: string;
  readonly text: string;
  readonly broadcast?: boolean;
}

const START = new Date("2026-11-21T18:00:00Z").getTime();

describe("delivering notifications", () => {
  let test: TestDatabase;
  let database: Database;
  let channel: FakeChannel<Content>;
  let now: Date;
  let contents: Map<string, Content | null>;
  let waits: number[];
  let log: string[];
  const logger = createLogger({
    level: "debug",
    write: (line) => {
      log.push(line);
    },
  });

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme");
  });
  after(() => test.drop());
  beforeEach(async () => {
    await database.withService(async (transaction) => {
      await transaction.query("delete from alert_notifications");
      await transaction.query("update delivery_counts set total = 0");
    });
    channel = createFakeChannel();
    now = new Date(START);
    contents = new Map();
    waits = [];
    log = [];
  });

  const dependencies = (
    changes: Partial<DeliverDependencies<Content>> = {},
  ): DeliverDependencies<Content> => ({
    database,
    channel,
    readContent: async ({ kind, subjectId }: MessageSubject) =>
      contents.has(subjectId) ? (contents.get(subjectId) ?? null) : { kind, text: subjectId },
    clock: () => now,
    logger,
    wait: async (ms) => {
      waits.push(ms);
    },
    ...changes,
  });
  const deliver = (changes: Partial<DeliverDependencies<Content>> = {}) =>
    deliverMessages(dependencies(changes));
  const want = (subjectId: string, parentId: string | null = null) =>
    database.withTenant("acme", (transaction) =>
      wantMessage(
        transaction,
        { tenantId: "acme", kind: "qa_sample", subjectId, channel: "qa", parentId },
        now,
      ),
    );
  const health = () => database.withService((transaction) => readDeliveryHealth(transaction, now));
  const counted = async (outcome: string) =>
    (await database.withService(readDeliveryTotals)).find((one) => one.outcome === outcome)?.total ?? 0;
  const texts = () => channel.messages.map(({ content }) => content.text);
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const timesLogged = (event: string) => log.filter((line) => line.includes(`"nightshift.${event}"`)).length;

  it("posts once, and edits the same message afterwards to what is true by then", async () => {
    await want("a");
    expect(await deliver()).to.equal(1);
    contents.set("a", { kind: "qa_sample", text: "changed" });
    await want("a");
    later(1_000);
    expect(await deliver()).to.equal(1);
    later(1_000);
    expect(await deliver()).to.equal(0);
    expect(texts()).to.deep.equal(["changed"]);
  });

  it("shows the change that comes while a message is being sent", async () => {
    await want("a");
    const readContent = async () => {
      await want("a");
      return { kind: "qa_sample", text: "old" };
    };
    await deliver({ readContent });
    expect(texts()).to.deep.equal(["old"]);
    later(1_000);
    expect(await deliver()).to.equal(1);
    expect(texts()).to.deep.equal(["a"]);
  });

  it("posts into the thread of the message it belongs to, and aloud when it must be heard", async () => {
    const parentId = await want("root");
    await want("note", parentId);
    contents.set("note", { kind: "alert_note", text: "worse", broadcast: true });
    await deliver();
    later(1_000);
    await deliver();
    const [root, note] = channel.messages;
    expect(note).to.deep.include({ threadTs: root?.ts, channel: "C-qa", broadcast: true });
    expect(root).to.deep.include({ threadTs: null, broadcast: false });
  });

  it("finds what was posted when the answer was lost, and posts no second", async () => {
    await want("a");
    channel.fates.push("lost");
    expect(await deliver()).to.equal(0);
    later(1_000);
    expect(await deliver()).to.equal(1);
    expect(texts()).to.deep.equal(["a"]);
    expect(waits).to.deep.equal([]);
    expect(await health()).to.include({ waiting: 0 });
  });

  it("looks twice, with a pause, before it believes that nothing was posted", async () => {
    await want("a");
    channel.fates.push("lost");
    await deliver();
    later(1_000);
    channel.searches.push("lost");
    expect(await deliver()).to.equal(1);
    expect(texts()).to.deep.equal(["a"]);
    expect(waits).to.have.lengthOf(1);
    expect(channel.searched).to.equal(2);
  });

  it("posts again what was not posted, once both looks found nothing", async () => {
    await want("a");
    channel.fates.push("unknown_outcome");
    await deliver();
    later(1_000);
    expect(await deliver()).to.equal(1);
    expect(texts()).to.deep.equal(["a"]);
    expect(await counted("unverified")).to.equal(0);
  });

  it("takes an error it does not know for an unknown outcome", async () => {
    await want("a");
    channel.fates.push(new Error("socket hang up"));
    await deliver();
    later(1_000);
    await deliver();
    expect(channel.searched).to.equal(2);
    expect(texts()).to.deep.equal(["a"]);
  });

  it("does not look before it repeats what certainly was not posted", async () => {
    await want("a");
    channel.fates.push("transient");
    await deliver();
    later(1_000);
    expect(await deliver()).to.equal(1);
    expect(channel.searched).to.equal(0);
  });

  it("waits with posting while the history cannot be read for now", async () => {
    await want("a");
    channel.fates.push("lost");
    await deliver();
    channel.searches.push("retry_after", "transient");
    for (let round = 0; round < 2; round += 1) {
      later(10_000);
      expect(await deliver()).to.equal(0);
    }
    later(10_000);
    expect(await deliver()).to.equal(1);
    expect(texts()).to.deep.equal(["a"]);
  });

  it("posts unverified, and counts it, where the history may not be read at all", async () => {
    await want("a");
    channel.fates.push("lost");
    await deliver();
    later(1_000);
    channel.searches.push("config");
    expect(await deliver()).to.equal(1);
    expect(texts()).to.deep.equal(["a", "a"]);
    expect(await counted("unverified")).to.equal(1);
    expect(timesLogged("unverified_repost")).to.equal(1);
  });

  it("edits what it found even when the first edit fails", async () => {
    await want("a");
    channel.fates.push("lost", "transient");
    await deliver();
    later(1_000);
    await deliver();
    later(10_000);
    expect(await deliver()).to.equal(1);
    expect(texts()).to.deep.equal(["a"]);
  });

  it("finds what a sender posted that died before it could say so", async () => {
    await want("a");
    let transactions = 0;
    const dying: Database = {
      ...database,
      withService: (work) => {
        transactions += 1;
        if (transactions > 1) throw new Error("killed");
        return database.withService(work);
      },
    };
    expect(await deliver({ database: dying })).to.equal(0);
    expect(texts()).to.deep.equal(["a"]);
    later(59_999);
    expect(await deliver()).to.equal(0);
    later(1);
    expect(await deliver()).to.equal(1);
    expect(texts()).to.deep.equal(["a"]);
  });

  it("does not post with a claim that is about to run out", async () => {
    await want("a");
    const readContent = async () => {
      later(30_001);
      return { kind: "qa_sample", text: "a" };
    };
    expect(await deliver({ readContent })).to.equal(0);
    expect(texts()).to.deep.equal([]);
    later(30_000);
    expect(await deliver()).to.equal(1);
  });

  it("waits as long as it is told to", async () => {
    await want("a");
    channel.fates.push("retry_after");
    await deliver();
    later(2_999);
    expect(await deliver()).to.equal(0);
    later(1);
    expect(await deliver()).to.equal(1);
  });

  it("posts anew when somebody deleted the message", async () => {
    await want("a");
    await deliver();
    channel.remove(channel.messages[0]?.ts ?? "");
    await want("a");
    later(1_000);
    await deliver();
    later(1_000);
    const leads: unknown[] = [];
    const watched: MessageChannel<Content> = {
      deliver(delivery) {
        leads.push(delivery.lost);
        return channel.deliver(delivery);
      },
      findPosted: (wanted, since) => channel.findPosted(wanted, since),
    };
    expect(await deliverMessages(dependencies({ channel: watched }))).to.equal(1);
    expect(texts()).to.deep.equal(["a"]);
    // The new one can lead to what was said under the old one.
    expect(leads).to.deep.equal([{ channel: "C-qa", ts: "1700.1" }]);
  });

  it("posts the root anew when a thread is gone, and then what belongs in it", async () => {
    const parentId = await want("root");
    await deliver();
    channel.remove(channel.messages[0]?.ts ?? "");
    await want("note", parentId);
    for (let round = 0; round < 3; round += 1) {
      later(2_000);
      await deliver();
    }
    const [root, note] = channel.messages;
    expect([root?.content.text, note?.content.text]).to.deep.equal(["root", "note"]);
    expect(note?.threadTs).to.equal(root?.ts);
  });

  it("gives up what will never be taken, says so, and tries again when it changes", async () => {
    await want("a");
    channel.fates.push("rejected", "rejected", new ChannelFailure("rejected", null, "no_room"));
    for (let round = 0; round < 5; round += 1) {
      await deliver();
      later(10_000);
    }
    expect(texts()).to.deep.equal([]);
    expect(await health()).to.deep.equal({ waiting: 0, dead: 1, oldestWaitingSeconds: null });
    expect(timesLogged("message_given_up")).to.equal(1);
    expect([await counted("rejected"), await counted("given_up")]).to.deep.equal([2, 1]);
    const problems = () => database.withService((transaction) => readDeliveryProblems(transaction, now));
    expect(await problems()).to.deep.equal([
      { target: "slack", problem: "no_room", waiting: 0, dead: 1, moved: 0, channel: null },
    ]);
    await want("a");
    expect(await deliver()).to.equal(1);
    expect(await problems()).to.deep.equal([]);
  });

  it("counts only failures of the same kind in a row when it gives up", async () => {
    await want("a");
    channel.fates.push("rejected", "rejected", "transient", "rejected", "rejected");
    for (let round = 0; round < 6; round += 1) {
      await deliver();
      later(10_000);
    }
    expect(texts()).to.deep.equal(["a"]);
  });

  it("sits out an outage of almost a day, whatever the mixture of failures", async () => {
    await want("a");
    const kinds = ["transient", "retry_after", "unknown_outcome"] as const;
    channel.fates.push(...Array.from({ length: 280 }, (_, round) => kinds[round % 3] ?? "transient"));
    for (let round = 0; round < 281; round += 1) {
      await deliver();
      later(300_000);
    }
    expect(texts()).to.deep.equal(["a"]);
  });

  it("gives up after a day, says so, and tries again when what it shows changes", async () => {
    await want("a");
    const kinds = ["transient", "retry_after"] as const;
    channel.fates.push(...Array.from({ length: 289 }, (_, round) => kinds[round % 2] ?? "transient"));
    for (let round = 0; round < 300; round += 1) {
      await deliver();
      later(300_000);
    }
    expect(channel.fates, "no attempt after it was given up").to.deep.equal([]);
    expect(texts()).to.deep.equal([]);
    expect(await health()).to.include({ waiting: 0, dead: 1 });
    await want("a");
    await deliver();
    expect(texts()).to.deep.equal(["a"]);
  });

  it("does not take two days without a sender for two days of failures", async () => {
    await want("a");
    channel.fates.push("transient", "transient");
    await deliver();
    later(48 * 3_600_000);
    await deliver();
    expect(await health()).to.include({ waiting: 1, dead: 0 });
    later(300_000);
    await deliver();
    expect(texts()).to.deep.equal(["a"]);
  });

  it("drops what shows a thing that is no more", async () => {
    await want("a");
    contents.set("a", null);
    expect(await deliver()).to.equal(0);
    expect(texts()).to.deep.equal([]);
    expect(await health()).to.include({ waiting: 0, dead: 0 });
  });

  it("tries again when its content cannot be read, and lets other channels through meanwhile", async () => {
    await want("a");
    await database.withTenant("acme", (transaction) =>
      wantMessage(
        transaction,
        { tenantId: "acme", kind: "qa_sample", subjectId: "b", channel: "other" },
        now,
      ),
    );
    const readContent = async ({ kind, subjectId }: MessageSubject) => {
      if (subjectId === "a") throw new Error("no database");
      return { kind, text: subjectId };
    };
    expect(await deliver({ readContent })).to.equal(1);
    expect(texts()).to.deep.equal(["b"]);
    later(1_000);
    expect(await deliver()).to.equal(1);
  });

  it("fits the Slack notifier", async () => {
    const notifier: SlackNotifier = {
      deliver: async ({ channel: id }) => ({ channel: id, ts: "17.01" }),
      findPosted: async () => null,
    };
    const port: MessageChannel<SlackContent> = notifier;
    const note: AlertContent = { kind: "alert_note", note: "worse", broadcast: true };
    const content: SlackContent & { readonly broadcast?: boolean } = note;
    await want("a");
    expect(
      await deliverMessages({ ...dependencies(), channel: port, readContent: async () => content }),
    ).to.equal(1);
  });
});

describe("the sender", () => {
  const quiet = createLogger({ level: "error", write: () => undefined });

  it("goes on at once while something is delivered, then when it is woken, until it is stopped", async () => {
    const results = [2, 1, 0];
    let calls = 0;
    let idle = Promise.withResolvers<void>();
    const sender = createSender({
      logger: quiet,
      intervalMs: 60_000,
      deliver: async () => {
        calls += 1;
        const result = results.shift() ?? 0;
        if (result === 0) idle.resolve();
        return result;
      },
    });
    await idle.promise;
    expect(calls).to.equal(3);
    idle = Promise.withResolvers<void>();
    await new Promise((resolve) => setImmediate(resolve));
    sender.wake();
    await idle.promise;
    expect(calls).to.equal(4);
    await sender.stop();
    sender.wake();
    expect(calls).to.equal(4);
  });

  it("does not miss being woken while it is working", async () => {
    let calls = 0;
    const again = Promise.withResolvers<void>();
    const sender = createSender({
      logger: quiet,
      intervalMs: 60_000,
      deliver: async () => {
        calls += 1;
        if (calls === 1) sender.wake();
        else again.resolve();
        return 0;
      },
    });
    await again.promise;
    await sender.stop();
    expect(calls).to.equal(2);
  });

  it("waits for what is on its way when it is stopped", async () => {
    const [began, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let ended = false;
    const sender = createSender({
      logger: quiet,
      deliver: async () => {
        began.resolve();
        await mayEnd.promise;
        ended = true;
        return 0;
      },
    });
    await began.promise;
    const stopped = sender.stop();
    mayEnd.resolve();
    await stopped;
    expect(ended).to.equal(true);
  });

  it("logs a failure and goes on", async () => {
    const lines: string[] = [];
    const logger = createLogger({
      level: "error",
      write: (line) => {
        lines.push(line);
      },
    });
    let calls = 0;
    const again = Promise.withResolvers<void>();
    const sender = createSender({
      logger,
      intervalMs: 1,
      deliver: async () => {
        calls += 1;
        if (calls === 1) throw new Error("no database");
        again.resolve();
        return 0;
      },
    });
    await again.promise;
    await sender.stop();
    expect(lines[0]).to.include("delivery_failed");
  });
});
