import { expect } from "chai";
import type { Severity } from "../../src/entities/vocabulary.ts";
import {
  CLAIM_MS,
  type ClaimedMessage,
  claimDue,
  dropMessage,
  forgetMessage,
  LANE_MS,
  markDelivered,
  markFailed,
} from "../../src/messages/claim-store.ts";
import { readDeliveryHealth } from "../../src/messages/delivery-health-store.ts";
import { findMessage, type WantedMessage, wantMessage } from "../../src/messages/outbox-store.ts";
import type { DeliveryFailure, Retry } from "../../src/messages/retry-delivery.ts";
import { insertAlert } from "../alerts/insert-alert.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

const NOW = new Date("2026-11-21T18:00:00Z");
const at = (ms: number) => new Date(NOW.getTime() + ms);
const ONE_SECOND = { delayMs: 1_000 };

describe("the outbox", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());
  afterEach(() =>
    test.database.withService(async (transaction) => {
      await transaction.query("delete from alert_notifications");
      await transaction.query("delete from alerts");
    }),
  );

  const want = (subjectId: string, wanted: Partial<WantedMessage> = {}, ms = 0) =>
    test.database.withTenant("acme", (transaction) =>
      wantMessage(
        transaction,
        { tenantId: "acme", kind: "qa_sample", subjectId, channel: "qa", ...wanted },
        at(ms),
      ),
    );
  const claim = (ms = 0, limit = 20) =>
    test.database.withService((transaction) => claimDue(transaction, at(ms), limit));
  async function claimOne(ms = 0): Promise<ClaimedMessage> {
    const [message, ...others] = await claim(ms);
    expect(others).to.deep.equal([]);
    return message ?? expect.fail("nothing was due");
  }
  const deliver = (message: ClaimedMessage, ms = 0, posted = { channel: "C1", ts: "17.01" }) =>
    test.database.withService((transaction) => markDelivered(transaction, message, posted, at(ms)));
  const fail = (
    message: ClaimedMessage,
    failure: DeliveryFailure,
    ms = 0,
    {
      mayBePosted = false,
      attempts = 1,
      retry = ONE_SECOND,
    }: { mayBePosted?: boolean; attempts?: number; retry?: Retry } = {},
  ) =>
    test.database.withService((transaction) =>
      markFailed(transaction, message, { failure, problem: null, mayBePosted, attempts, retry }, at(ms)),
    );
  const health = (ms = 0) =>
    test.database.withService((transaction) => readDeliveryHealth(transaction, at(ms)));
  const names = (messages: readonly ClaimedMessage[]) => messages.map(({ subjectId }) => subjectId);
  async function wantCard(severity: Severity, channel = "alerts", ms = 0): Promise<string> {
    return test.database.withTenant("acme", async (transaction) => {
      const about = {
        tenantId: "acme",
        ruleId: "CR-02",
        subject: "crawl",
        fingerprint: `${severity}${Math.random()}`,
      };
      const { alertId } = await insertAlert(transaction, about, {
        state: "firing",
        severity,
        summary: "s",
        facts: {},
        runId: null,
        occurrences: 1,
        firedAt: NOW,
        lastSeenAt: NOW,
        acknowledgedBy: null,
        acknowledgedAt: null,
        resolvedBy: null,
        resolvedAt: null,
        version: 1,
        announced: true,
        updatePending: false,
      });
      await wantMessage(
        transaction,
        { tenantId: "acme", kind: "alert", subjectId: alertId, channel },
        at(ms),
      );
      return alertId;
    });
  }

  it("has one message for what is shown, however often it changes before it is sent", async () => {
    const id = await want("a");
    expect(await want("a")).to.equal(id);
    expect(await want("a")).to.equal(id);
    const message = await claimOne();
    expect(message).to.deep.include({
      tenantId: "acme",
      messageId: id,
      kind: "qa_sample",
      subjectId: "a",
      channel: "qa",
      messageTs: null,
      threadTs: null,
      desiredVersion: 3,
      attempts: 1,
      lastError: null,
      mayBePostedSince: null,
      claimedAt: NOW,
    });
    expect(await deliver(message)).to.equal(true);
    expect(await claim(10_000)).to.deep.equal([]);
  });

  it("is changed in place once more by what changed while it was on its way", async () => {
    await want("a");
    const message = await claimOne();
    await want("a");
    await deliver(message);
    const next = await claimOne(LANE_MS);
    expect(next).to.include({ messageTs: "17.01", channel: "C1", desiredVersion: 2, attempts: 1 });
    await deliver(next, LANE_MS);
    expect(await claim(10_000)).to.deep.equal([]);
  });

  it("has one message of a channel on its way at a time, and lets a second pass after it", async () => {
    await want("a");
    await want("b", {}, 1);
    await want("c", { channel: "other" }, 2);
    expect(names(await claim(5))).to.have.members(["a", "c"]);
    expect(await claim(6)).to.deep.equal([]);
  });

  it("waits a second after a delivery before the channel's next, also for one wanted meanwhile", async () => {
    await want("a");
    await deliver(await claimOne(), 300);
    await want("b", {}, 400);
    expect(await claim(300 + LANE_MS - 1)).to.deep.equal([]);
    expect(names(await claim(300 + LANE_MS))).to.deep.equal(["b"]);
  });

  it("gives every message to one of many senders that claim at the same moment", async () => {
    for (const channel of ["a", "b", "c", "d"]) {
      await want(`${channel}1`, { channel });
      await want(`${channel}2`, { channel }, 1);
    }
    const claims = await Promise.all([claim(1), claim(1), claim(1), claim(1)]);
    expect(names(claims.flat()).sort()).to.deep.equal(["a1", "b1", "c1", "d1"]);
  });

  it("sends critical alerts first, then the others by severity, samples last", async () => {
    await want("sample", { channel: "alerts" });
    const low = await wantCard("low");
    const medium = await wantCard("medium", "alerts", 1);
    const critical = await wantCard("critical", "alerts", 2);
    await want(`${critical}:2`, { kind: "alert_note", channel: "alerts" }, 3);
    const order: string[] = [];
    for (let ms = 10; ms < 60_000; ms += LANE_MS) {
      for (const message of await claim(ms)) {
        order.push(message.subjectId);
        await deliver(message, ms);
      }
    }
    expect(order).to.deep.equal([critical, `${critical}:2`, medium, low, "sample"]);
  });

  it("takes the worst first also when there are more channels than it may claim", async () => {
    await wantCard("low", "one");
    const critical = await wantCard("critical", "two", 1);
    expect(names(await claim(2, 1))).to.deep.equal([critical]);
  });

  it("is not upset by an alert whose subject is no id", async () => {
    await want("not-an-id", { kind: "alert" });
    expect(names(await claim())).to.deep.equal(["not-an-id"]);
  });

  it("keeps what belongs in a thread until the thread is there", async () => {
    const parentId = await want("root", { kind: "qa_run" });
    await want("child", { parentId }, -1);
    const root = await claimOne();
    expect(root.subjectId).to.equal("root");
    await deliver(root, 0, { channel: "C7", ts: "17.07" });
    expect(await claimOne(LANE_MS)).to.include({ subjectId: "child", threadTs: "17.07", channel: "C7" });
  });

  it("takes over a claim that is a minute old, and says that it may have been posted, and since when", async () => {
    await want("a", {}, -5_000);
    const first = await claimOne();
    expect(await claim(CLAIM_MS - 1)).to.deep.equal([]);
    const second = await claimOne(CLAIM_MS);
    expect(second).to.deep.include({ subjectId: "a", mayBePostedSince: NOW, attempts: 2 });
    const third = await claimOne(2 * CLAIM_MS);
    expect(third).to.deep.include({ mayBePostedSince: NOW, attempts: 3 });
    expect(await deliver(first, 2 * CLAIM_MS)).to.equal(false);
    expect(await fail(second, "transient", 2 * CLAIM_MS)).to.equal(false);
    expect(await deliver(third, 2 * CLAIM_MS)).to.equal(true);
  });

  it("remembers over every later attempt that a message may have been posted, until it is known", async () => {
    await want("a", {}, -5_000);
    await fail(await claimOne(), "unknown_outcome", 20, { mayBePosted: true });
    const second = await claimOne(2_000);
    expect(second).to.deep.include({ mayBePostedSince: NOW, lastError: "unknown_outcome", attempts: 2 });
    await fail(second, "transient", 2_000, { mayBePosted: true, attempts: 2 });
    const third = await claimOne(4_000);
    expect(third.mayBePostedSince).to.deep.equal(NOW);
    const fourth = await claimOne(4_000 + CLAIM_MS);
    expect(fourth.mayBePostedSince).to.deep.equal(NOW);
    await fail(fourth, "retry_after", 4_000 + CLAIM_MS);
    expect((await claimOne(6_000 + CLAIM_MS)).mayBePostedSince).to.equal(null);
  });

  it("does not doubt a message that is posted: an edit may be repeated", async () => {
    await want("a");
    await deliver(await claimOne());
    await want("a");
    await claimOne(2_000);
    expect((await claimOne(2_000 + CLAIM_MS)).mayBePostedSince).to.equal(null);
  });

  it("looks for a message under the id that its channel's name had last", async () => {
    await want("a");
    await deliver(await claimOne(), 0, { channel: "C9", ts: "17.01" });
    await want("b");
    expect((await claimOne(2_000)).channel).to.equal("qa");
    expect(await claimOne(2_000 + CLAIM_MS)).to.include({ lookupChannel: "C9", channel: "qa" });
  });

  it("tries again after the pause, and holds the whole channel only when Slack wants it to wait", async () => {
    await want("a");
    await want("b", {}, 1);
    await fail(await claimOne(1), "transient", 1);
    expect(names(await claim(2))).to.deep.equal(["b"]);
    await test.database.withService((transaction) => transaction.query("delete from alert_notifications"));
    await want("a");
    await want("b", {}, 1);
    await fail(await claimOne(1), "retry_after", 1, { retry: { delayMs: 30_000 } });
    expect(await claim(30_000)).to.deep.equal([]);
    expect(names(await claim(30_001))).to.deep.equal(["a"]);
  });

  it("leaves a dead message alone until what it shows changes", async () => {
    await want("a");
    await fail(await claimOne(), "config", 0, { attempts: 14, retry: "dead" });
    expect(await claim(1e9)).to.deep.equal([]);
    await want("a", { channel: "moved" }, 1e9);
    expect(await claimOne(1e9)).to.include({ channel: "moved", attempts: 1, desiredVersion: 2 });
  });

  it("does not move a message to another channel once it is posted or may be", async () => {
    await want("posted");
    await deliver(await claimOne());
    await want("doubtful", { channel: "doubts" });
    await fail(await claimOne(), "unknown_outcome", 0, { mayBePosted: true });
    await want("posted", { channel: "elsewhere" });
    await want("doubtful", { channel: "elsewhere" });
    const claimed = await claim(5_000);
    expect(claimed.map(({ channel }) => channel)).to.have.members(["C1", "doubts"]);
  });

  it("posts anew what was deleted, though nothing else has changed", async () => {
    const messageId = await want("a");
    await deliver(await claimOne());
    await test.database.withService((transaction) =>
      forgetMessage(transaction, { tenantId: "acme", messageId }),
    );
    expect(await claimOne(2_000)).to.include({ messageTs: null, mayBePostedSince: null, desiredVersion: 1 });
  });

  it("drops a message whose subject is gone, with its thread, and counts neither as undelivered", async () => {
    const parentId = await want("root", { kind: "qa_run" });
    await want("child", { parentId });
    const root = await claimOne();
    await test.database.withService((transaction) => dropMessage(transaction, root));
    expect(await claim(1e9)).to.deep.equal([]);
    expect(await health()).to.deep.equal({ waiting: 0, dead: 0, oldestWaitingSeconds: null });
    const rows = await test.database.withService((transaction) =>
      transaction.query<unknown[]>("select distinct state, last_error from alert_notifications"),
    );
    expect(rows).to.deep.equal([{ state: "dead", last_error: "gone" }]);
  });

  it("says how far it is behind", async () => {
    expect(await health()).to.deep.equal({ waiting: 0, dead: 0, oldestWaitingSeconds: null });
    await want("delivered");
    await deliver(await claimOne());
    await want("dead", {}, 1_000);
    await fail(await claimOne(1_000), "rejected", 1_000, { retry: "dead" });
    expect(await health(5_000)).to.deep.equal({ waiting: 0, dead: 1, oldestWaitingSeconds: null });
    await want("new", {}, 2_000);
    await want("newer", {}, 3_000);
    expect(await health(5_000)).to.deep.equal({ waiting: 2, dead: 1, oldestWaitingSeconds: 3 });
  });

  it("shows a tenant only its own messages", async () => {
    await want("a");
    const subject = { tenantId: "acme", kind: "qa_sample", subjectId: "a" } as const;
    const find = (asTenant: string) =>
      test.database.withTenant(asTenant, (transaction) => findMessage(transaction, subject));
    expect(await find("acme")).to.include({ channel: "qa" });
    expect(await find("globex")).to.equal(null);
  });
});
