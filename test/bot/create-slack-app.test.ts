import { expect } from "chai";
import { createSlackApp } from "../../src/bot/create-slack-app.ts";
import { statsOf } from "./support/cards.ts";
import { fakeDependencies } from "./support/fake-dependencies.ts";
import { startHarness } from "./support/slack-harness.ts";

describe("the Slack app", () => {
  it("waits at its stop for a handler that goes on after the acknowledgement", async () => {
    const { promise: answer, resolve } = Promise.withResolvers<ReturnType<typeof statsOf>>();
    const harness = await startHarness({
      runs: { readStats: () => answer },
    });
    expect((await harness.command("/run-stats", "")).status).to.equal(200);
    const stopped = harness.app.stop(5000);
    expect(await Promise.race([stopped, Promise.resolve("still waiting")])).to.equal("still waiting");
    resolve(statsOf());
    expect(await stopped).to.equal(0);
    expect(harness.slack.calls.map(({ method }) => method)).to.deep.equal(["respond"]);
    await harness.close();
  });

  it("gives up on a handler that never ends, and says so", async () => {
    const { promise: never } = Promise.withResolvers<null>();
    const harness = await startHarness({
      runs: { readStats: () => never },
    });
    await harness.command("/run-stats", "");
    expect(await harness.app.stop(10)).to.equal(1);
    await harness.server.close();
    await harness.slack.close();
  });

  it("acknowledges at once, however long the answer takes and whatever Slack's API does", async () => {
    const { promise: never } = Promise.withResolvers<boolean>();
    const harness = await startHarness({
      inbox: { claim: () => never },
    });
    harness.slack.answers.set("auth.test", { hang: true });
    expect((await harness.command("/run-stats", "")).status).to.equal(200);
    await harness.app.stop(1);
    await harness.server.close();
    await harness.slack.close();
  });

  it("opens no door in Socket Mode", () => {
    const app = createSlackApp({
      dependencies: fakeDependencies().dependencies,
      botToken: "xoxb-test",
      signingSecret: "secret",
      appToken: "xapp-test",
    });
    expect(app.handler).to.equal(null);
  });

  it("tells a person a reference that the log knows when something breaks, and nothing else of it", async () => {
    const harness = await startHarness({
      runs: { readStats: () => Promise.reject(new Error("password=hunter2")) },
    });
    await harness.command("/run-stats", "");
    const { args } = await harness.slack.called("respond");
    await harness.close();
    expect(args["response_type"]).to.equal("ephemeral");
    const reference = /the details under ([0-9a-f]{12})/.exec(String(args["text"]))?.[1];
    expect(harness.log.find(({ level }) => level === "error")?.fields["reference"]).to.equal(reference);
    expect(String(args["text"])).not.to.contain("hunter2");
  });

  it("says it in a direct message when the command can no longer be answered", async () => {
    const harness = await startHarness({
      runs: { readStats: () => Promise.reject(new Error("away")) },
    });
    harness.slack.answers.set("respond", { status: 404 });
    await harness.command("/run-stats", "");
    const { args } = await harness.slack.called("chat.postMessage");
    await harness.close();
    expect(args["channel"]).to.equal("U0PERSON");
  });
});
