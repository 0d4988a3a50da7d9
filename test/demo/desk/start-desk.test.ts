import { once } from "node:events";
import { createServer, request } from "node:http";
import type { App } from "@slack/bolt";
import { expect } from "chai";
import type { Desk } from "../../../demo/desk/desk.ts";
import { fieldsOf, textOf } from "../../../demo/desk/fields.ts";
import { NonLoopbackBotError } from "../../../demo/desk/require-loopback-bot.ts";
import { startDesk } from "../../../demo/desk/start-desk.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { ANN, BEN, startDeskWithBot } from "./start-bot.ts";

describe("the desk", () => {
  let desk: Desk;
  let app: App;
  let botPort: number;
  let stop: () => Promise<void>;
  let channel: string;
  const submitted: unknown[] = [];
  const closed: string[] = [];
  const pressed: unknown[] = [];

  before(async () => {
    ({ desk, app, botPort, stop } = await startDeskWithBot((bot) => {
      bot.command("/runs", async ({ ack, respond, command }) => {
        await ack();
        await respond(`no runs for ${command.text}, ${command.user_id}`);
        await respond({ text: "shared", response_type: "in_channel" });
      });
      bot.command("/quick", async ({ ack }) => {
        await ack({
          text: "at once",
          blocks: [{ type: "section", text: { type: "mrkdwn", text: "at once" } }],
        });
      });
      bot.command("/ask", async ({ ack, client, command }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view: verdictView("Verdict") });
      });
      bot.action("ack", async ({ ack, action, body, respond }) => {
        await ack();
        pressed.push({ action, body });
        await respond({ replace_original: true, text: "acknowledged" });
      });
      bot.action("pick", async ({ ack, action, body }) => {
        await ack();
        pressed.push({ action, body });
      });
      bot.action("dismiss", async ({ ack, respond }) => {
        await ack();
        await respond({ delete_original: true });
      });
      bot.view("verdict", async ({ ack, view }) => {
        const notes = view.state.values["notes"]?.["notes"]?.value ?? "";
        submitted.push(view.state.values);
        if (notes === "bad") await ack({ response_action: "errors", errors: { notes: "Say more" } });
        else if (notes === "push") await ack({ response_action: "push", view: verdictView("Pushed") });
        else if (notes === "update") await ack({ response_action: "update", view: verdictView("Updated") });
        else if (notes === "clear") await ack({ response_action: "clear" });
        else await ack();
      });
      bot.view({ callback_id: "verdict", type: "view_closed" }, async ({ ack, view }) => {
        await ack();
        closed.push(view.id);
      });
      bot.event("app_home_opened", async ({ client, event }) => {
        const text = { type: "mrkdwn", text: `*Hello* <@${event.user}>` } as const;
        await client.views.publish({
          user_id: event.user,
          view: { type: "home", blocks: [{ type: "section", text }] },
        });
      });
    }));
    channel = desk.channelId("alerts");
  });
  after(() => stop());

  it("keeps a post with its blocks, attachments and metadata, under the ids it was started with", async () => {
    const posted = await app.client.chat.postMessage({
      channel,
      text: "card",
      blocks: [{ type: "section", text: { type: "mrkdwn", text: "*card*" } }],
      attachments: [{ color: "#e01e5a", blocks: [{ type: "divider" }] }],
      metadata: { event_type: "alert", event_payload: { id: 7 } },
    });
    expect(posted.channel).to.equal("C0ALERTS01");
    const kept = await messageAt(desk, channel, posted.ts);
    expect(kept).to.include({
      userId: desk.botUserId,
      text: "card",
      isEdited: false,
      ephemeralTo: undefined,
    });
    expect(kept?.blocks[0]).to.have.property("block_id").that.matches(/^\S+$/);
    expect(kept?.attachments[0]).to.have.property("color", "#e01e5a");
    expect(kept?.metadata).to.deep.equal({ event_type: "alert", event_payload: { id: 7 } });
  });

  it("drops the blocks when an update brings text alone, and marks only then that it was edited", async () => {
    const { ts = "" } = await app.client.chat.postMessage({
      channel,
      text: "one",
      blocks: [{ type: "divider" }],
    });
    await app.client.chat.update({ channel, ts, text: "two", blocks: [{ type: "divider" }] });
    expect(await messageAt(desk, channel, ts)).to.include({ text: "two", isEdited: false });
    await app.client.chat.update({ channel, ts, text: "three" });
    const kept = await messageAt(desk, channel, ts);
    expect(kept).to.include({ text: "three", isEdited: true });
    expect(kept?.blocks).to.deep.equal([]);
  });

  it("counts replies at the root and shows a broadcast reply in the channel's history", async () => {
    const { ts = "" } = await app.client.chat.postMessage({ channel, text: "root" });
    await app.client.chat.postMessage({ channel, text: "quiet", thread_ts: ts });
    const loud = await app.client.chat.postMessage({
      channel,
      text: "loud",
      thread_ts: ts,
      reply_broadcast: true,
    });
    expect(await messageAt(desk, channel, ts)).to.include({ replyCount: 2 });
    const history = await app.client.conversations.history({ channel });
    expect(history.messages?.[0]).to.include({ ts: loud.ts, subtype: "thread_broadcast" });
    expect(history.messages?.some(({ text }) => text === "quiet")).to.equal(false);
  });

  it("reads history from a moment on, with metadata only when asked", async () => {
    const metadata = { event_type: "outbox", event_payload: { id: "x" } };
    const first = await app.client.chat.postMessage({ channel, text: "before" });
    const second = await app.client.chat.postMessage({ channel, text: "after", metadata });
    const oldest = first.ts ?? "";
    const plain = await app.client.conversations.history({ channel, oldest });
    expect(plain.messages?.map(({ ts }) => ts)).to.deep.equal([second.ts]);
    expect(plain.messages?.[0]).not.to.have.property("metadata");
    const full = await app.client.conversations.history({
      channel,
      oldest,
      inclusive: true,
      include_all_metadata: true,
    });
    expect(full.messages?.map(({ ts }) => ts)).to.deep.equal([second.ts, first.ts]);
    expect(full.messages?.[0]?.metadata).to.deep.equal(metadata);
    const paged = await app.client.conversations.history({ channel, oldest, inclusive: true, limit: 1 });
    expect(paged.has_more).to.equal(true);
    const cursor = paged.response_metadata?.next_cursor ?? "";
    const next = await app.client.conversations.history({
      channel,
      oldest,
      inclusive: true,
      limit: 1,
      cursor,
    });
    expect(next.messages?.map(({ ts }) => ts)).to.deep.equal([first.ts]);
  });

  it("delivers a slash command and shows its answers to the asker alone, unless they are shared", async () => {
    const answer = await desk.runCommand({ command: "/runs", text: "acme", channelId: channel, userId: BEN });
    expect(answer).to.deep.equal({ isOk: true });
    const own = await waitUntil(async () =>
      (await desk.messages(channel)).find(({ ephemeralTo }) => ephemeralTo === BEN),
    );
    expect(own).to.include({ text: `no runs for acme, ${BEN}`, userId: desk.botUserId });
    const shared = await waitUntil(async () =>
      (await desk.messages(channel)).find(({ text }) => text === "shared"),
    );
    expect(shared).to.include({ ephemeralTo: undefined });
  });

  it("shows an answer given in the acknowledgement itself", async () => {
    await desk.runCommand({ command: "/quick", text: "", channelId: channel, userId: ANN });
    const shown = (await desk.messages(channel)).find(({ text }) => text === "at once");
    expect(shown).to.include({ ephemeralTo: ANN });
    expect(shown?.blocks).to.have.length(1);
  });

  it("says in Slack's words that a command was not answered in time, or not at all", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const own = await startDesk({
      ...{
        botUrl: `http://127.0.0.1:${port}`,
        signingSecret: "s",
        botToken: "t",
        ackTimeoutMs: 50,
        commands: [],
      },
      users: [{ id: ANN, name: "ann", realName: "Ann Example" }],
      channels: [{ name: "general" }],
    });
    const general = own.channelId("general");
    const input = { command: "/runs", text: "", channelId: general, userId: ANN };
    expect(await own.runCommand(input)).to.include({ isOk: false, code: "operation_timeout" });
    silent.closeAllConnections();
    silent.close();
    await once(silent, "close");
    expect(await own.runCommand(input)).to.include({ isOk: false, code: "dispatch_failed" });
    expect((await own.messages(general)).map(({ text, userId }) => [userId, text])).to.deep.equal([
      ["USLACKBOT", '/runs failed with the error "operation_timeout"'],
      ["USLACKBOT", '/runs failed with the error "dispatch_failed"'],
    ]);
    await own.stop();
  });

  it("sends a press with the whole message, its state and an address that replaces it", async () => {
    const { ts = "" } = await app.client.chat.postMessage({ channel, text: "alert", blocks: alertBlocks() });
    const answer = await desk.click({
      userId: ANN,
      channelId: channel,
      messageTs: ts,
      actionId: "ack",
      answers: { pick: "2" },
    });
    expect(answer).to.deep.equal({ isOk: true });
    await waitUntil(async () => (await messageAt(desk, channel, ts))?.text === "acknowledged");
    const { action, body } = fieldsOf(pressed.at(-1));
    expect(action).to.deep.include({
      type: "button",
      action_id: "ack",
      block_id: "act",
      value: "alert-1",
      style: "primary",
    });
    expect(fieldsOf(body)).to.deep.include({
      container: { type: "message", message_ts: ts, channel_id: channel, is_ephemeral: false },
    });
    expect(fieldsOf(fieldsOf(body)["message"])).to.include({ ts, text: "alert" });
    const picked = fieldsOf(fieldsOf(fieldsOf(fieldsOf(body)["state"])["values"])["act"])["pick"];
    expect(picked).to.deep.equal({ type: "static_select", selected_option: option("Two", "2") });
  });

  it("sends what was chosen in a select, and refuses a press on what is gone", async () => {
    const { ts = "" } = await app.client.chat.postMessage({ channel, text: "alert", blocks: alertBlocks() });
    await desk.click({ userId: ANN, channelId: channel, messageTs: ts, actionId: "pick", value: "1" });
    expect(fieldsOf(pressed.at(-1))["action"]).to.deep.include({ selected_option: option("One", "1") });
    const gone = await desk.click({ userId: ANN, channelId: channel, messageTs: ts, actionId: "nowhere" });
    expect(gone).to.include({ isOk: false, code: "not_found" });
  });

  it("keeps an ephemeral message to one person, without its content in a press on it, and lets it be deleted", async () => {
    const { message_ts: ts = "" } = await app.client.chat.postEphemeral({
      channel,
      user: ANN,
      text: "psst",
      blocks: alertBlocks(),
    });
    expect(await messageAt(desk, channel, ts)).to.include({ ephemeralTo: ANN });
    await desk.click({ userId: ANN, channelId: channel, messageTs: ts, actionId: "pick", value: "1" });
    expect(fieldsOf(pressed.at(-1))["body"]).not.to.have.property("message");
    const update = await app.client.chat
      .update({ channel, ts, text: "no" })
      .catch((error: unknown) => String(error));
    expect(update).to.match(/message_not_found/);
    await desk.click({ userId: ANN, channelId: channel, messageTs: ts, actionId: "dismiss" });
    await waitUntil(async () => (await messageAt(desk, channel, ts)) === undefined);
  });

  it("takes five answers at a response_url and no sixth", async () => {
    const { ts = "" } = await app.client.chat.postMessage({ channel, text: "alert", blocks: alertBlocks() });
    await desk.click({ userId: BEN, channelId: channel, messageTs: ts, actionId: "pick", value: "1" });
    const url = textOf(fieldsOf(fieldsOf(pressed.at(-1))["body"])["response_url"]);
    const statuses: number[] = [];
    for (let use = 1; use <= 6; use += 1) {
      statuses.push(
        (await fetch(url, { method: "POST", body: JSON.stringify({ text: `answer ${use}` }) })).status,
      );
    }
    expect(statuses).to.deep.equal([200, 200, 200, 200, 200, 404]);
  });

  it("opens a modal, shows the bot's errors, then closes it", async () => {
    const viewId = await openVerdict();
    const empty = await desk.submitView({ userId: ANN, viewId, answers: {} });
    expect(empty).to.deep.equal({
      outcome: "errors",
      errors: { notes: "Please complete this required field." },
    });
    const bad = await desk.submitView({ userId: ANN, viewId, answers: { notes: "bad" } });
    expect(bad).to.deep.equal({ outcome: "errors", errors: { notes: "Say more" } });
    const good = await desk.submitView({
      userId: ANN,
      viewId,
      answers: { notes: "fine", verdict: "pass", tags: ["a", "b"] },
    });
    expect(good).to.deep.equal({ outcome: "closed" });
    expect(desk.modal(ANN)).to.equal(undefined);
    expect(submitted.at(-1)).to.deep.equal({
      notes: { notes: { type: "plain_text_input", value: "fine" } },
      verdict: { verdict: { type: "radio_buttons", selected_option: option("Pass", "pass") } },
      tags: { tags: { type: "checkboxes", selected_options: [option("A", "a"), option("B", "b")] } },
      due: { due: { type: "datepicker", selected_date: "2026-01-31" } },
    });
  });

  it("updates, pushes up to three deep, goes back and clears", async () => {
    const root = await openVerdict();
    expect(await desk.submitView({ userId: ANN, viewId: root, answers: { notes: "update" } })).to.deep.equal({
      outcome: "updated",
    });
    expect(titleOf(desk)).to.equal("Updated");
    for (let round = 1; round <= 4; round += 1) {
      expect(await desk.submitView({ userId: ANN, viewId: root, answers: { notes: "push" } })).to.deep.equal({
        outcome: "pushed",
      });
      expect(desk.modal(ANN)?.view).to.include({ previous_view_id: root, root_view_id: root });
      await desk.closeView({ userId: ANN, viewId: desk.modal(ANN)?.id ?? "" });
      expect(titleOf(desk)).to.equal("Updated");
    }
    expect(closed).to.have.length(4);
    await desk.submitView({ userId: ANN, viewId: root, answers: { notes: "push" } });
    await desk.submitView({ userId: ANN, viewId: desk.modal(ANN)?.id ?? "", answers: { notes: "push" } });
    const tooDeep = await desk.submitView({
      userId: ANN,
      viewId: desk.modal(ANN)?.id ?? "",
      answers: { notes: "push" },
    });
    expect(tooDeep).to.have.property("outcome", "failed");
    expect(await desk.submitView({ userId: ANN, viewId: root, answers: { notes: "clear" } })).to.deep.equal({
      outcome: "cleared",
    });
    expect(desk.modal(ANN)).to.equal(undefined);
  });

  it("takes a file and gives it back byte for byte", async () => {
    const csv = "a,b\n1,ü\n";
    await app.client.filesUploadV2({
      channel_id: channel,
      filename: "qa.csv",
      file: Buffer.from(csv),
      initial_comment: "export",
    });
    const message = (await desk.messages(channel)).find(({ files }) => files.length > 0);
    expect(message).to.include({ text: "export" });
    const file = fieldsOf(message?.files[0]);
    expect(file).to.include({ name: "qa.csv", size: Buffer.byteLength(csv) });
    const address = textOf(file["url_private_download"]);
    expect(new URL(address).host).to.equal(new URL(desk.slackApiUrl).host);
    const headers = { authorization: "Bearer xoxb-desk-test" };
    expect(await (await fetch(address, { headers })).text()).to.equal(csv);
    expect((await fetch(address)).status).to.equal(401);
  });

  it("tells the bot when App Home is opened and keeps what it publishes", async () => {
    expect(desk.home(BEN)).to.equal(undefined);
    expect(await desk.openHome(BEN)).to.deep.equal({ isOk: true });
    const home = await waitUntil(async () => desk.home(BEN));
    expect(JSON.stringify(home?.view)).to.contain(`*Hello* <@${BEN}>`);
  });

  it("has the bot prove itself", async () => {
    expect(await desk.verifyBot()).to.equal(true);
  });

  it("refuses blocks that Slack would refuse, and says where they are wrong", async () => {
    const refused = await callApi("chat.postMessage", {
      channel,
      text: "x",
      blocks: [{ type: "header", text: { type: "plain_text", text: "h".repeat(151) } }],
    });
    expect(refused).to.deep.equal({
      ok: false,
      error: "invalid_blocks",
      response_metadata: {
        messages: ["[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
      },
    });
  });

  it("answers an unknown method, a missing token and a wrong one as Slack does", async () => {
    expect(await callApi("no.suchMethod", {})).to.include({ ok: false, error: "unknown_method" });
    expect(await callApi("auth.test", {}, "xoxb-forged")).to.deep.equal({ ok: false, error: "invalid_auth" });
    expect(await callApi("usergroups.list", {})).to.deep.equal({ ok: true, usergroups: [] });
  });

  it("misbehaves on demand, as often as asked", async () => {
    const post = () =>
      app.client.chat.postMessage({ channel, text: "faulty" }).then(
        () => "ok",
        (error: unknown) => textOf(fieldsOf(error)["code"]),
      );
    const count = async () => (await desk.messages(channel)).filter(({ text }) => text === "faulty").length;
    desk.injectFault({ method: "chat.postMessage", kind: "rate_limited", times: 1, seconds: 2 });
    desk.injectFault({ method: "chat.postMessage", kind: "5xx", times: 1 });
    expect(await post()).to.equal("slack_webapi_rate_limited_error");
    expect(await post()).to.equal("slack_webapi_http_error");
    expect(await count()).to.equal(0);
    desk.injectFault({ method: "chat.postMessage", kind: "drop_after_write", times: 1 });
    expect(await post()).to.equal("slack_webapi_request_error");
    expect(await count()).to.equal(1);
    desk.injectFault({ method: "chat.postMessage", kind: "slow", times: 1, seconds: 0.01 });
    expect(await post()).to.equal("ok");
    desk.injectFault({ method: "auth.test", kind: "hang", times: 1 });
    const hung = await fetch(`${desk.slackApiUrl}auth.test`, {
      method: "POST",
      signal: AbortSignal.timeout(50),
    }).catch((error: unknown) => error);
    expect(hung).to.have.property("name", "TimeoutError");
  });

  it("takes orders to misbehave over HTTP from whoever holds the token", async () => {
    const { origin, searchParams } = new URL(desk.url);
    const order = (token: string) =>
      fetch(`${origin}/__control/faults`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ method: "auth.test", kind: "rate_limited", times: 1, seconds: 7 }),
      });
    expect((await order("forged")).status).to.equal(401);
    expect((await order(searchParams.get("token") ?? "")).status).to.equal(200);
    const limited = await fetch(`${desk.slackApiUrl}auth.test`, { method: "POST" });
    expect([limited.status, limited.headers.get("retry-after")]).to.deep.equal([429, "7"]);
  });

  it("holds a channel to one message a second when told to, and only that channel", async () => {
    const strict = await startDeskWithBot(() => undefined, { enforceChannelRate: true });
    const post = (name: string) =>
      strict.app.client.chat.postMessage({ channel: strict.desk.channelId(name), text: "x" }).then(
        () => "ok",
        (error: unknown) => textOf(fieldsOf(error)["code"]),
      );
    expect([await post("alerts"), await post("alerts"), await post("general")]).to.deep.equal([
      "ok",
      "slack_webapi_rate_limited_error",
      "ok",
    ]);
    await strict.stop();
  });

  it("says which channels there are when asked for another", () => {
    expect(() => desk.channelId("nowhere")).to.throw("alerts, general");
  });

  it("shows nothing without the token of this start, and nothing to other names or origins", async () => {
    const page = new URL(desk.url);
    const { origin } = page;
    expect((await fetch(origin)).status).to.equal(401);
    expect((await fetch(`${origin}/?token=forged`)).status).to.equal(401);
    const entered = await fetch(desk.url, { redirect: "manual" });
    expect(entered.status).to.equal(303);
    expect(entered.headers.get("location")).to.equal("/");
    const cookie = (entered.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    expect(entered.headers.get("set-cookie")).to.match(/HttpOnly/);
    const shown = await fetch(origin, { headers: { cookie } });
    expect(shown.status).to.equal(200);
    expect(await shown.text()).to.contain("Only visible to you");
    const say = (headers: Record<string, string>) =>
      fetch(`${origin}/act/say`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ userId: ANN, channelId: channel, text: "from the page" }),
      });
    expect((await say({ cookie, origin: "http://evil.example" })).status).to.equal(403);
    expect((await say({ cookie })).status).to.equal(403);
    expect((await say({ origin })).status).to.equal(401);
    expect((await say({ cookie, origin })).status).to.equal(200);
    expect((await desk.messages(channel)).filter(({ text }) => text === "from the page")).to.have.length(1);
  });

  it("answers to this machine's own names only", async () => {
    const port = new URL(desk.url).port;
    const status = await new Promise((resolve, reject) => {
      request(
        { host: "127.0.0.1", port, path: "/api/auth.test", headers: { host: "desk.example.com" } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on("error", reject)
        .end();
    });
    expect(status).to.equal(403);
  });

  it("refuses to start, or to send, to a bot that is not on this machine", async () => {
    const options = { signingSecret: "s", botToken: "t", users: [], channels: [], commands: [] };
    for (const botUrl of [
      "http://10.0.0.1:3000",
      "https://bot.example.com",
      "http://127.0.0.1.example.com",
      "file:///tmp",
      "nonsense",
    ]) {
      const refusal = await startDesk({ ...options, botUrl }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refusal, botUrl).to.be.instanceOf(NonLoopbackBotError);
    }
  });

  it("signs what it sends: the bot turns away the same request without the signature", async () => {
    const forged = await fetch(`http://127.0.0.1:${botPort}/slack/events`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "command=%2Fruns&text=",
    });
    expect(forged.status).to.equal(401);
  });

  async function openVerdict(): Promise<string> {
    await desk.runCommand({ command: "/ask", text: "", channelId: channel, userId: ANN });
    return (await waitUntil(async () => desk.modal(ANN))).id;
  }

  async function callApi(method: string, args: object, token = "xoxb-desk-test"): Promise<unknown> {
    const response = await fetch(`${desk.slackApiUrl}${method}`, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${token}` },
      body: JSON.stringify(args),
    });
    return response.json();
  }
});

async function messageAt(desk: Desk, channelId: string, ts: string | undefined) {
  return (await desk.messages(channelId)).find((message) => message.ts === ts);
}

function titleOf(desk: Desk): string {
  return textOf(fieldsOf(desk.modal(ANN)?.view["title"])["text"]);
}

function option(text: string, value: string) {
  return { text: { type: "plain_text" as const, text }, value };
}

function alertBlocks() {
  return [
    {
      type: "actions" as const,
      block_id: "act",
      elements: [
        {
          type: "button" as const,
          action_id: "ack",
          text: { type: "plain_text" as const, text: "Ack" },
          value: "alert-1",
          style: "primary" as const,
        },
        {
          type: "button" as const,
          action_id: "dismiss",
          text: { type: "plain_text" as const, text: "Dismiss" },
        },
        {
          type: "static_select" as const,
          action_id: "pick",
          options: [option("One", "1"), option("Two", "2")],
        },
      ],
    },
  ];
}

function verdictView(title: string) {
  const plain = (text: string) => ({ type: "plain_text" as const, text });
  return {
    type: "modal" as const,
    callback_id: "verdict",
    notify_on_close: true,
    title: plain(title),
    submit: plain("Send"),
    blocks: [
      {
        type: "input" as const,
        block_id: "notes",
        label: plain("Notes"),
        element: { type: "plain_text_input" as const, action_id: "notes", multiline: true },
      },
      {
        type: "input" as const,
        block_id: "verdict",
        optional: true,
        label: plain("Verdict"),
        element: {
          type: "radio_buttons" as const,
          action_id: "verdict",
          options: [option("Pass", "pass"), option("Fail", "fail")],
        },
      },
      {
        type: "input" as const,
        block_id: "tags",
        optional: true,
        label: plain("Tags"),
        element: {
          type: "checkboxes" as const,
          action_id: "tags",
          options: [option("A", "a"), option("B", "b")],
        },
      },
      {
        type: "input" as const,
        block_id: "due",
        optional: true,
        label: plain("Due"),
        element: { type: "datepicker" as const, action_id: "due", initial_date: "2026-01-31" },
      },
    ],
  };
}
