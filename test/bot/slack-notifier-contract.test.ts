import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { createEmulator } from "emulate";
import { createSlackLogger } from "../../src/bot/posting/create-slack-logger.ts";
import { createSlackNotifier } from "../../src/bot/posting/slack-notifier.ts";
import { webClientOptions } from "../../src/bot/posting/web-client-options.ts";
import { alertCardOf } from "./support/cards.ts";

describe("the Slack notifier against an emulated Web API", () => {
  it("posts, finds its post and its thread again by metadata, and changes it in place", async () => {
    const emulator = await createEmulator({
      service: "slack",
      port: 0,
      seed: {
        slack: { channels: [{ name: "alerts" }], tokens: [{ token: "xoxb-test", user: "bot", scopes: [] }] },
      },
    });
    try {
      const options = webClientOptions(
        createSlackLogger({ info() {}, warn() {}, error() {} }),
        `${emulator.url}/api/`,
      );
      const client = new WebClient("xoxb-test", options);
      const { channels } = await client.conversations.list();
      const channel = channels?.find(({ name }) => name === "alerts")?.id ?? "";
      const notifier = createSlackNotifier(client);
      const root = { outboxId: "root", channel, threadTs: null, messageTs: null };
      const since = new Date(Date.now() - 60_000);

      expect(await notifier.findPosted(root, since)).to.equal(null);
      const posted = await notifier.deliver({ ...root, content: { kind: "alert", card: alertCardOf() } });
      expect(await notifier.findPosted(root, since)).to.deep.equal(posted);

      const reply = { outboxId: "reply", channel, threadTs: posted.ts, messageTs: null };
      const noted = await notifier.deliver({ ...reply, content: { kind: "alert_note", note: "Escalated" } });
      expect(await notifier.findPosted(reply, since)).to.deep.equal(noted);

      const card = alertCardOf({ state: "acknowledged", acknowledgedBy: "U0ONCALL", version: 2 });
      await notifier.deliver({ ...root, messageTs: posted.ts, content: { kind: "alert", card } });
      const { messages } = await client.conversations.history({ channel });
      expect(messages).to.have.length(1);
      expect(messages?.[0]?.text).to.match(/^👀 globex: /);
    } finally {
      await emulator.close();
    }
  });
});
