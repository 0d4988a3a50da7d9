import { expect } from "chai";
import type { Database } from "../../src/database/database.ts";
import { createHealthChecks } from "../../src/http/checks/create-health-checks.ts";
import { saveChannels } from "../../src/messages/channel-store.ts";
import { claimDue } from "../../src/messages/claim-store.ts";
import { createLanes } from "../../src/messages/create-lanes.ts";
import { createSender } from "../../src/messages/create-sender.ts";
import { deliverMessages } from "../../src/messages/deliver-messages.ts";
import { readDeliveryHealth } from "../../src/messages/delivery-health-store.ts";
import type { Delivery, MessageChannel } from "../../src/messages/message-channel.ts";
import { wantMessage } from "../../src/messages/outbox-store.ts";
import { reviveMessages } from "../../src/messages/revive-store.ts";
import { ChannelFailure } from "../alerts/fake-channel.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";
import { waitUntil } from "../support/wait-until.ts";

interface Content {
  readonly kind: string;
  readonly text: string;
}

const START = new Date("2026-11-21T18:00:00Z").getTime();

describe("messages that were given up, and lanes", () => {
  let test: TestDatabase;
  let database: Database;
  let now: Date;
  let posted: Delivery<Content>[];
  let refuse: (delivery: Delivery<Content>) => Error | null;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme");
    await createTestTenant(database, "globex");
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = new Date(START);
    posted = [];
    refuse = () => null;
    await database.withService(async (transaction) => {
      await transaction.query("delete from alert_notifications");
      await transaction.query("delete from slack_channels");
    });
  });

  const channel: MessageChannel<Content> = {
    channelProblems: ["channel_not_found"],
    deliver(delivery) {
      const error = refuse(delivery);
      if (error !== null) return Promise.reject(error);
      posted.push(delivery);
      return Promise.resolve({ channel: `C0${delivery.channel.toUpperCase()}`, ts: `${posted.length}.0` });
    },
    findPosted: () => Promise.resolve(null),
  };
  const dependencies = () => ({
    database,
    channel,
    readContent: async ({ kind, subjectId }: { kind: string; subjectId: string }) => ({
      kind,
      text: subjectId,
    }),
    clock: () => now,
    logger: quietLogger(),
    wait: async () => undefined,
  });
  const want = (tenantId: string, subjectId: string, to = "alerts", parentId: string | null = null) =>
    database.withTenant(tenantId, (transaction) =>
      wantMessage(transaction, { tenantId, kind: "digest", subjectId, channel: to, parentId }, now),
    );
  /** Delivers until nothing is left to try, a day of attempts at most. */
  async function exhaust(): Promise<void> {
    for (let step = 0; step < 300; step += 1) {
      await deliverMessages(dependencies());
      now = new Date(now.getTime() + 5 * 60_000);
    }
  }
  const states = () =>
    database.withService(async (transaction) =>
      (
        await transaction.query<{ name: string }[]>(
          "select subject_id || ' ' || state as name from alert_notifications order by 1",
        )
      ).map(({ name }) => name),
    );
  const health = () => database.withService((transaction) => readDeliveryHealth(transaction, now));
  const failure = (kind: "config" | "rejected" | "transient", word: string) =>
    new ChannelFailure(kind, null, word);

  it("come back at a start, with what belongs in their threads", async () => {
    const root = await want("acme", "card");
    await want("acme", "note", "alerts", root);
    refuse = () => failure("config", "token_revoked");
    await exhaust();
    expect(await states()).to.deep.equal(["card dead", "note waiting"]);
    expect(await health(), "nobody waits for what cannot be sent").to.deep.equal({
      waiting: 0,
      dead: 2,
      oldestWaitingSeconds: null,
    });
    refuse = () => null;
    await database.withService((transaction) =>
      reviveMessages(transaction, { tenantId: null, everything: false }, now),
    );
    await exhaust();
    expect(await states()).to.deep.equal(["card delivered", "note delivered"]);
    expect(await health()).to.deep.equal({ waiting: 0, dead: 0, oldestWaitingSeconds: null });
  });

  it("are news to /health for an hour, and then counted only", async () => {
    await want("acme", "card");
    refuse = () => failure("config", "not_in_channel");
    await exhaust();
    const [row] = await database.withService((transaction) =>
      transaction.query<{ diedAt: Date }[]>('select not_before as "diedAt" from alert_notifications'),
    );
    const checks = createHealthChecks({
      database,
      clock: () => now,
      fetchStatus: async () => null,
    });
    const statusAfter = async (minutes: number) => {
      now = new Date((row?.diedAt.getTime() ?? 0) + minutes * 60_000);
      const result = await checks.find(({ name }) => name === "slack_delivery")?.check();
      expect(result?.detail).to.deep.include({ dead: 1, waiting: 0 });
      return result?.status;
    };
    expect(await statusAfter(59)).to.equal("degraded");
    expect(await statusAfter(61)).to.equal("up");
  });

  it("come back when any message gets through, if the reason was the token", async () => {
    await want("acme", "card");
    refuse = () => failure("config", "token_revoked");
    await exhaust();
    refuse = () => null;
    await want("globex", "other", "elsewhere");
    await exhaust();
    expect(await states()).to.deep.equal(["card delivered", "other delivered"]);
  });

  it("come back when their own channel takes a message again, and not for another channel's sake", async () => {
    await want("acme", "card", "missing");
    refuse = ({ channel: to }) => (to === "missing" ? failure("config", "channel_not_found") : null);
    await exhaust();
    await want("globex", "other", "elsewhere");
    await exhaust();
    expect(await states()).to.deep.equal(["card dead", "other delivered"]);
    refuse = () => null;
    await want("globex", "third", "#Missing");
    await exhaust();
    expect(await states()).to.deep.equal(["card delivered", "other delivered", "third delivered"]);
  });

  it("stay given up when the receiver will never take them, unless somebody asks", async () => {
    await want("acme", "card");
    refuse = () => failure("rejected", "no_text");
    await exhaust();
    const revive = (everything: boolean) =>
      database.withService((transaction) =>
        reviveMessages(transaction, { tenantId: "acme", everything }, now),
      );
    expect(await revive(false)).to.equal(0);
    expect(await revive(true)).to.equal(1);
  });

  it("one channel written three ways is one lane, by its id once that is known", async () => {
    await want("acme", "one", "alerts");
    await want("acme", "two", "#Alerts");
    await want("globex", "three", "C0ALERTS1");
    const claim = () => database.withService((transaction) => claimDue(transaction, now, 20));
    expect(await claim()).to.have.length(2);
    await database.withService(async (transaction) => {
      await transaction.query("update alert_notifications set state = 'waiting', claim_token = null");
      await saveChannels(transaction, [{ name: "alerts", channelId: "C0ALERTS1" }], now);
    });
    now = new Date(now.getTime() + 2_000);
    expect(await claim()).to.have.length(1);
  });

  it("looks for a message whose answer was lost where any tenant's message to that channel went", async () => {
    await want("globex", "earlier", "#alerts");
    await deliverMessages(dependencies());
    const id = await want("acme", "card", "alerts");
    await database.withService((transaction) =>
      transaction.query(
        "update alert_notifications set last_error = 'unknown_outcome', not_before = $2 where notification_id = $1",
        [id, now],
      ),
    );
    now = new Date(now.getTime() + 2_000);
    const [claimed] = await database.withService((transaction) => claimDue(transaction, now, 20));
    expect(claimed?.lookupChannel).to.equal("C0#ALERTS");
  });

  it("a channel that hangs holds up nobody else", async () => {
    const hang = Promise.withResolvers<never>();
    const hanging: MessageChannel<Content> = {
      ...channel,
      deliver: (delivery) => (delivery.channel === "hangs" ? hang.promise : channel.deliver(delivery)),
    };
    await want("acme", "stuck", "hangs");
    const lanes = createLanes<Content>({ ...dependencies(), channel: hanging }, () => sender.wake());
    const sender = createSender({ deliver: () => lanes.deliver(), logger: quietLogger(), intervalMs: 10 });
    for (let index = 0; index < 8; index += 1) await want("globex", `alert-${index}`, `team-${index}`);
    await waitUntil(() => posted.length === 8, "the other channels' messages");
    for (let index = 0; index < 8; index += 1) await want("globex", `later-${index}`, `more-${index}`);
    await waitUntil(() => posted.length === 16, "what came while the channel hangs");
    hang.reject(failure("transient", "timeout"));
    await sender.stop();
    await lanes.drain();
    expect(await states()).to.include("stuck waiting");
  });
});
