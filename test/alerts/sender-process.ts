import { WebClient } from "@slack/web-api";
import { createSlackLogger } from "../../src/bot/posting/create-slack-logger.ts";
import { createSlackNotifier, type SlackContent } from "../../src/bot/posting/slack-notifier.ts";
import { webClientOptions } from "../../src/bot/posting/web-client-options.ts";
import { openDatabase } from "../../src/database/database.ts";
import { deliverMessages } from "../../src/messages/deliver-messages.ts";
import { patience } from "../support/patience.ts";
import { quietLogger } from "../support/quiet-logger.ts";

// A sender of its own process. It says "ready", and sends from the moment it is told until it is killed; its clock runs five seconds a round.
const [app = "", service = "", slackApiUrl = ""] = process.argv.slice(2);
const database = await openDatabase({ app, service }, { poolSize: 10 });
const silent = createSlackLogger({ info() {}, warn() {}, error() {} });
const client = new WebClient("xoxb-test", {
  ...webClientOptions(silent, slackApiUrl),
  timeout: patience(60),
});
const channel = createSlackNotifier(client);

async function sendFrom(startMs: number): Promise<never> {
  for (let nowMs = startMs; ; nowMs += 5_000) {
    await deliverMessages<SlackContent>({
      database,
      channel,
      readContent: async ({ subjectId }) => ({ kind: "alert_note", note: subjectId }),
      clock: () => new Date(nowMs),
      logger: quietLogger(),
      wait: async () => undefined,
    });
  }
}

// Its parent is gone: nobody is left to kill it.
process.once("disconnect", () => process.exit());
process.once("message", (startMs) => void sendFrom(Number(startMs)));
process.send?.("ready");
