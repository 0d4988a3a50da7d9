import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { createSlackLogger } from "../../../src/bot/posting/create-slack-logger.ts";
import { SlackDeliveryError } from "../../../src/bot/posting/slack-delivery-error.ts";
import {
  createSlackNotifier,
  type SlackContent,
  type SlackNotifier,
} from "../../../src/bot/posting/slack-notifier.ts";
import { webClientOptions } from "../../../src/bot/posting/web-client-options.ts";
import type { Delivery } from "../../../src/messages/message-channel.ts";
import { patience } from "../../support/patience.ts";
import { messageProblems } from "../../support/slack-limits.ts";
import { alertCardOf, NOW, sampleCardOf } from "../support/cards.ts";
import { type FakeSlack, startFakeSlack } from "../support/fake-slack.ts";

const SILENT = createSlackLogger({ info() {}, warn() {}, error() {} });

const ALERT: Delivery<SlackContent> = {
  outboxId: "outbox-1",
  channel: "C0ALERTS",
  threadTs: null,
  messageTs: null,
  content: { kind: "alert", card: alertCardOf() },
};

async function failureOf(work: Promise<unknown>): Promise<SlackDeliveryError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SlackDeliveryError) return error;
    throw error;
  }
  throw new Error("it was delivered");
}

describe("the Slack notifier", () => {
  let slack: FakeSlack;
  let notifier: SlackNotifier;
  beforeEach(async () => {
    slack = await startFakeSlack();
    const options = { ...webClientOptions(SILENT, slack.apiUrl), timeout: patience(200) };
    notifier = createSlackNotifier(new WebClient("xoxb-test", options));
  });
  afterEach(() => slack.close());

  it("posts a card that carries its outbox id, unfurls nothing, and says where it is", async () => {
    expect(await notifier.deliver(ALERT)).to.deep.equal({ channel: "C0ALERTS", ts: "1700000000.000100" });
    const { args } = await slack.called("chat.postMessage");
    expect(messageProblems(args)).to.deep.equal([]);
    expect(args["metadata"]).to.deep.equal({
      event_type: "nightshift_outbox",
      event_payload: { outbox_id: "outbox-1" },
    });
    expect(args).to.include({ channel: "C0ALERTS", unfurl_links: "false", unfurl_media: "false" });
    expect(args).not.to.have.property("thread_ts");
  });

  it("leads from a card posted anew to what was said under the deleted one", async () => {
    await notifier.deliver({ ...ALERT, lost: { channel: "C0ALERTS", ts: "1699999999.000100" } });
    const { args } = await slack.called("chat.postMessage");
    expect(messageProblems(args)).to.deep.equal([]);
    expect(JSON.stringify(args["blocks"])).to.contain(
      "<https://slack.com/archives/C0ALERTS/p1699999999000100|what was said there>",
    );
  });

  it("says in the fallback channel where a card was meant to go, and why it could not", async () => {
    await notifier.deliver({ ...ALERT, moved: { channel: "acme-alerts", problem: "is_archived" } });
    const { args } = await slack.called("chat.postMessage");
    expect(JSON.stringify(args["blocks"])).to.contain(
      "Meant for #acme-alerts, which Slack refused: `is_archived`.",
    );
  });

  it("posts into a thread, and shows it in the channel when told so", async () => {
    await notifier.deliver({
      ...ALERT,
      threadTs: "1.2",
      content: { kind: "qa_sample", card: sampleCardOf() },
    });
    await notifier.deliver({
      ...ALERT,
      threadTs: "1.2",
      broadcast: true,
      content: { kind: "alert_note", note: "Escalated" },
    });
    const posts = slack.calls.map(({ args }) => args);
    expect(posts[0]).to.include({ thread_ts: "1.2" }).and.not.to.have.property("reply_broadcast");
    expect(posts[1]).to.include({ thread_ts: "1.2", reply_broadcast: "true" });
  });

  it("changes a posted card in place, blocks and text", async () => {
    const counts = { pass: 1, fail: 0, needs_review: 0 };
    const card = {
      tenantId: "acme",
      runId: "r",
      startedAt: NOW,
      sampleSize: 10,
      populationSize: 17,
      counts,
      samples: [],
      reviewers: ["U0REVIEWER"],
      passRate: null,
      windowRate: null,
    };
    await notifier.deliver({ ...ALERT, messageTs: "1700000000.000100", content: { kind: "qa_run", card } });
    const { args } = await slack.called("chat.update");
    expect(args).to.include({ channel: "C0ALERTS", ts: "1700000000.000100" });
    expect(args["text"]).to.contain("1 of 10 judged");
    expect(JSON.stringify(args["blocks"])).to.contain("<@U0REVIEWER>");
    expect(args["blocks"]).to.be.an("array");
  });

  const platform: [string, string][] = [
    ["message_not_found", "gone"],
    ["cant_update_message", "gone"],
    ["is_archived", "config"],
    ["restricted_action", "config"],
    ["restricted_action_read_only_channel", "transient"],
    ["restricted_action_non_threadable_channel", "transient"],
    ["team_added_to_org", "transient"],
    ["two_factor_setup_required", "transient"],
    ["messages_tab_disabled", "transient"],
    ["accesslimited", "transient"],
    ["a_word_of_next_year", "transient"],
    ["no_text", "rejected"],
    ["channel_not_found", "config"],
    ["token_revoked", "config"],
    ["missing_scope", "config"],
    ["invalid_blocks", "rejected"],
    ["msg_blocks_too_long", "rejected"],
    ["ratelimited", "retry_after"],
    ["message_limit_exceeded", "retry_after"],
    ["internal_error", "unknown_outcome"],
  ];
  for (const [word, failure] of platform) {
    it(`reads ${word} as ${failure}`, async () => {
      slack.answers.set("chat.postMessage", { body: { ok: false, error: word } });
      const error = await failureOf(notifier.deliver(ALERT));
      expect(error).to.include({ failure, word, code: `slack_${failure}`, retryAfterMs: null });
    });
  }

  it("shows the words alone when Slack takes no blocks, posted or changed", async () => {
    slack.answers.set("chat.postMessage", { body: { ok: false, error: "msg_blocks_too_long" } });
    await failureOf(notifier.deliver(ALERT));
    const [full, words] = slack.calls.map(({ args }) => args);
    expect(full).to.have.property("blocks");
    expect(words).to.not.have.property("blocks");
    expect(words?.["text"]).to.equal(
      `${String(full?.["text"])} (shown without its details: msg_blocks_too_long)`,
    );
    expect(words?.["metadata"]).to.deep.equal(full?.["metadata"]);
    slack.answers.set("chat.update", { body: { ok: false, error: "invalid_blocks" } });
    await failureOf(notifier.deliver({ ...ALERT, messageTs: "1700000000.000100" }));
    expect(slack.calls.filter(({ method }) => method === "chat.update").at(-1)?.args).to.not.have.property(
      "blocks",
    );
  });

  it("hands on how long a rate limit wants it to wait, and has asked only once", async () => {
    slack.answers.set("chat.postMessage", { status: 429, headers: { "Retry-After": "7" } });
    expect(await failureOf(notifier.deliver(ALERT))).to.include({
      failure: "retry_after",
      retryAfterMs: 7000,
    });
    expect(slack.calls).to.have.length(1);
  });

  it("does not know what became of a post that met silence or a broken server, and has sent it only once", async () => {
    slack.answers.set("chat.postMessage", { hang: true });
    expect((await failureOf(notifier.deliver(ALERT))).failure).to.equal("unknown_outcome");
    slack.answers.set("chat.postMessage", { status: 503 });
    expect((await failureOf(notifier.deliver(ALERT))).failure).to.equal("unknown_outcome");
    expect(slack.calls).to.have.length(2);
  });

  it("does not know what became of a post whose answer does not say where it is", async () => {
    slack.answers.set("chat.postMessage", { body: { ts: undefined } });
    expect((await failureOf(notifier.deliver(ALERT))).failure).to.equal("unknown_outcome");
  });

  it("may simply repeat an edit that met silence", async () => {
    slack.answers.set("chat.update", { hang: true });
    expect((await failureOf(notifier.deliver({ ...ALERT, messageTs: "1.2" }))).failure).to.equal("transient");
  });

  it("may simply repeat a post that never left", async () => {
    await slack.close();
    expect((await failureOf(notifier.deliver(ALERT))).failure).to.equal("transient");
  });

  it("finds a message whose answer was lost, by its outbox id, over pages", async () => {
    const mine = {
      ts: "5.5",
      metadata: { event_type: "nightshift_outbox", event_payload: { outbox_id: "outbox-1" } },
    };
    const other = {
      ts: "4.4",
      metadata: { event_type: "nightshift_outbox", event_payload: { outbox_id: "outbox-2" } },
    };
    slack.answers.set("conversations.history", {
      body: { messages: [other, { ts: "3.3" }], response_metadata: { next_cursor: "next" } },
    });
    const search = notifier.findPosted(ALERT, NOW);
    const first = await slack.called("conversations.history");
    slack.answers.set("conversations.history", { body: { messages: [mine] } });
    expect(await search).to.deep.equal({ channel: "C0ALERTS", ts: "5.5" });
    expect(first.args).to.include({
      include_all_metadata: "true",
      oldest: String(NOW.getTime() / 1000 - 60),
    });
    expect((await slack.called("conversations.history", 1)).args["cursor"]).to.equal("next");
  });

  it("looks into the thread for a message of a thread, and says when it is not there", async () => {
    slack.answers.set("conversations.replies", { body: { messages: [] } });
    expect(await notifier.findPosted({ ...ALERT, threadTs: "1.2" }, NOW)).to.equal(null);
    expect((await slack.called("conversations.replies")).args["ts"]).to.equal("1.2");
  });

  it("does not call a history it could not read to its end an absence", async () => {
    slack.answers.set("conversations.history", {
      body: { messages: [], response_metadata: { next_cursor: "again" } },
    });
    expect((await failureOf(notifier.findPosted(ALERT, NOW))).failure).to.equal("transient");
    expect(slack.calls).to.have.length(10);
  });

  for (const word of ["cannot_reply_to_message", "restricted_action_thread_locked"]) {
    it(`posts a note into the channel when its thread takes none (${word}), and names the card`, async () => {
      slack.rules.push(({ method, args }) =>
        method === "chat.postMessage" && args["thread_ts"] !== undefined
          ? { ok: false, error: word }
          : undefined,
      );
      const note: Delivery<SlackContent> = {
        ...ALERT,
        threadTs: "1699999999.000100",
        content: { kind: "alert_note", note: "Resolved by itself." },
      };
      await notifier.deliver(note);
      const { args } = slack.calls.filter(({ method }) => method === "chat.postMessage")[1] ?? {};
      expect(args).not.to.have.property("thread_ts");
      expect(JSON.stringify(args))
        .to.contain("archives/C0ALERTS/p1699999999000100")
        .and.to.contain("Resolved");
      expect(args?.["metadata"]).to.deep.include({ event_payload: { outbox_id: "outbox-1" } });
    });
  }

  for (const word of ["edit_window_closed", "cant_update_message"]) {
    it(`keeps the one card when Slack lets it be changed no more (${word}), and says the change once in its thread`, async () => {
      slack.answers.set("chat.update", { body: { ok: false, error: word } });
      const edit = { ...ALERT, messageTs: "1700000000.000100" };
      expect(await notifier.deliver(edit)).to.deep.equal({ channel: "C0ALERTS", ts: "1700000000.000100" });
      const posts = () => slack.calls.filter(({ method }) => method === "chat.postMessage");
      const [reply] = posts();
      expect(reply?.args).to.include({ channel: "C0ALERTS", thread_ts: "1700000000.000100" });
      expect(reply?.args, "no second card with buttons").not.to.have.property("blocks");
      expect(reply?.args["text"]).to.contain("no longer lets me change").and.not.to.contain("deleted");
      const said = { ts: "1700000001.000100", metadata: reply?.args["metadata"] };
      slack.answers.set("conversations.replies", { body: { messages: [said] } });
      await notifier.deliver(edit);
      expect(posts(), "said once").to.have.length(1);
    });
  }

  it("posts to the id that a name stands for, and learns it from Slack's answer", async () => {
    const learnt: string[][] = [];
    const named = createSlackNotifier(new WebClient("xoxb-test", webClientOptions(SILENT, slack.apiUrl)), {
      resolve: (channel) => Promise.resolve(channel === "alerts" ? "C0ALERTS" : channel),
      learn: (...pair) => {
        learnt.push(pair);
        return Promise.resolve();
      },
      forget: () => undefined,
    });
    await named.deliver({ ...ALERT, channel: "alerts" });
    await named.findPosted({ outboxId: "x", channel: "alerts", threadTs: null }, NOW);
    expect(slack.calls.map(({ args }) => args["channel"])).to.deep.equal(["C0ALERTS", "C0ALERTS"]);
    expect(learnt).to.deep.equal([["alerts", "C0ALERTS"]]);
  });
});
