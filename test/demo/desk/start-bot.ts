import type { AddressInfo } from "node:net";
import { App, HTTPReceiver, LogLevel } from "@slack/bolt";
import type { DeskOptions } from "../../../demo/desk/desk.ts";
import { startDesk } from "../../../demo/desk/start-desk.ts";

export const ANN = "U0ANN00001";
export const BEN = "U0BEN00001";
const SIGNING_SECRET = "desk-test-signing-secret";
const BOT_TOKEN = "xoxb-desk-test";

/** A desk with two people and one channel, and a real Bolt app that answers to it. */
export async function startDeskWithBot(register: (app: App) => void, changes: Partial<DeskOptions> = {}) {
  let botPort = 0;
  const desk = await startDesk({
    botUrl: () => `http://127.0.0.1:${botPort}`,
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    users: [
      { id: ANN, name: "ann", realName: "Ann Example" },
      { id: BEN, name: "ben", realName: "Ben Example" },
    ],
    channels: [{ name: "alerts", id: "C0ALERTS01" }, { name: "general" }],
    commands: [{ command: "/runs", description: "Lists runs", usageHint: "[tenant]" }],
    ...changes,
  });
  const receiver = new HTTPReceiver({ signingSecret: SIGNING_SECRET, logLevel: LogLevel.ERROR });
  const app = new App({
    receiver,
    token: BOT_TOKEN,
    logLevel: LogLevel.ERROR,
    clientOptions: {
      slackApiUrl: desk.slackApiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  });
  register(app);
  const server = await receiver.start({ port: 0, host: "127.0.0.1" });
  botPort = portOf(server.address());
  return {
    desk,
    app,
    botPort,
    stop: async () => {
      await Promise.all([desk.stop(), app.stop()]);
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}
