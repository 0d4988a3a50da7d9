import { createHmac } from "node:crypto";
import { createSlackApp, type SlackApp } from "../../../src/bot/create-slack-app.ts";
import { createHttpServer, type HttpServer } from "../../../src/http/create-http-server.ts";
import { fakeHttpPorts } from "../../http/support/fake-http-ports.ts";
import { NOW } from "./cards.ts";
import { fakeDependencies } from "./fake-dependencies.ts";
import { type FakeSlack, startFakeSlack } from "./fake-slack.ts";

const SECRET = "a-signing-secret-for-tests-only";

export interface Harness extends ReturnType<typeof fakeDependencies> {
  readonly slack: FakeSlack;
  readonly app: SlackApp;
  readonly server: HttpServer;
  /** Sends a request as Slack does; `timestamp` (Unix seconds) and `signature` are right unless given. */
  send(
    body: string,
    options?: { type?: string; timestamp?: number; signature?: string; headers?: Record<string, string> },
  ): Promise<Response>;
  command(name: string, text: string, changes?: Record<string, string>): Promise<Response>;
  /** `triggerId` is a new one unless given: the same one makes it the same request once more. */
  press(actionId: string, value: unknown, triggerId?: string, blockId?: string): Promise<Response>;
  /** Sends an interaction with any payload. */
  interact(payload: object): Promise<Response>;
  /** `by`: who sends it, from a form of their own. */
  submit(
    callbackId: string,
    metadata: unknown,
    values: unknown,
    triggerId?: string,
    by?: { readonly userId: string; readonly viewId: string },
  ): Promise<Response>;
  close(): Promise<void>;
}

/** The bot behind its HTTP server, with a Slack that remembers. The clock of the bot stands at the real time, since Bolt looks at no other. */
export async function startHarness(changes: Parameters<typeof fakeDependencies>[0] = {}): Promise<Harness> {
  const slack = await startFakeSlack();
  const fakes = fakeDependencies({ clock: () => new Date(), ...changes });
  const app = createSlackApp({
    dependencies: fakes.dependencies,
    botToken: "xoxb-test",
    signingSecret: SECRET,
    slackApiUrl: slack.apiUrl,
  });
  if (app.handler === null) throw new TypeError("the bot has no door");
  const server = await createHttpServer({
    ports: fakeHttpPorts({ service: { clock: () => NOW } }),
    slack: app.handler,
    port: 0,
  });
  let triggers = 0;
  const nextTrigger = () => `trigger-${++triggers}`;

  const send: Harness["send"] = (
    body,
    { type = "application/json", timestamp, signature, headers = {} } = {},
  ) => {
    const at = String(timestamp ?? Math.floor(Date.now() / 1000));
    const right = `v0=${createHmac("sha256", SECRET).update(`v0:${at}:${body}`).digest("hex")}`;
    return fetch(`${server.url}/slack/events`, {
      method: "POST",
      body,
      headers: {
        "Content-Type": type,
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature ?? right,
        ...headers,
      },
    });
  };
  const form = "application/x-www-form-urlencoded";
  const interact = (payload: object) =>
    send(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), { type: form });
  const user = { id: "U0PERSON", name: "person", team_id: "T1" };

  return {
    ...fakes,
    slack,
    app,
    server,
    send,
    interact,
    command: (name, text, overrides = {}) =>
      send(
        new URLSearchParams({
          command: name,
          text,
          user_id: user.id,
          team_id: "T1",
          channel_id: "C0HERE",
          trigger_id: nextTrigger(),
          response_url: slack.responseUrl,
          ...overrides,
        }).toString(),
        { type: form },
      ),
    press: (actionId, value, triggerId = nextTrigger(), blockId = "b") =>
      interact({
        type: "block_actions",
        user,
        team: { id: "T1", domain: "t" },
        trigger_id: triggerId,
        response_url: slack.responseUrl,
        channel: { id: "C0ALERTS", name: "alerts" },
        container: { type: "message", channel_id: "C0ALERTS", message_ts: "1700000000.000100" },
        actions: [
          {
            type: "button",
            action_id: actionId,
            block_id: blockId,
            action_ts: "1",
            text: { type: "plain_text", text: "Press" },
            value: typeof value === "string" ? value : JSON.stringify(value),
          },
        ],
      }),
    submit: (
      callbackId,
      metadata,
      values,
      triggerId = nextTrigger(),
      by = { userId: user.id, viewId: "V1" },
    ) =>
      interact({
        type: "view_submission",
        user: { ...user, id: by.userId },
        team: { id: "T1", domain: "t" },
        trigger_id: triggerId,
        view: {
          id: by.viewId,
          type: "modal",
          hash: "1.a",
          callback_id: callbackId,
          private_metadata: JSON.stringify(metadata),
          blocks: [{ type: "input", block_id: "verdict" }],
          state: { values },
        },
      }),
    async close() {
      await server.close();
      await app.stop();
      await slack.close();
    },
  };
}
