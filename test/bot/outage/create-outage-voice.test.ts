import { expect } from "chai";
import { createOutageVoice } from "../../../src/bot/outage/create-outage-voice.ts";
import type { SlackContent, SlackNotifier } from "../../../src/bot/posting/slack-notifier.ts";
import type { AlertNotifier, NotifierName } from "../../../src/messages/notifier.ts";
import { ChannelFailure, createFakeChannel } from "../../alerts/fake-channel.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { rejection } from "../../support/rejection.ts";

describe("the voice of an outage", () => {
  let told: string[];
  let broken: Set<NotifierName>;
  let keys: Set<string>;
  beforeEach(() => {
    told = [];
    keys = new Set();
    broken = new Set();
  });

  const notifier = (name: NotifierName): AlertNotifier => ({
    name,
    isConfigured: true,
    check: null,
    async send({ action, ruleId, fingerprint }) {
      keys.add(fingerprint);
      if (broken.has(name)) throw new ChannelFailure("config");
      told.push(`${name} ${ruleId} ${action}`);
      return { reference: name };
    },
    test: () => Promise.reject(new Error("nobody tests")),
  });
  const voiceOf = (slack: SlackNotifier | null, names: readonly NotifierName[]) =>
    createOutageVoice({ slack, channel: "ops", notifiers: names.map(notifier), logger: quietLogger() });

  it("speaks in Slack, and to whom PL-21 names besides, each once", async () => {
    const slack = createFakeChannel<SlackContent>();
    const voice = voiceOf(slack, ["pagerduty", "sms", "email"]);
    slack.fates.push("lost");
    expect(await rejection(voice.say("o:down", "away"))).to.include({ failure: "unknown_outcome" });
    expect(await voice.wasSaid("o:down", new Date(0))).to.equal(true);
    await voice.say("o:down", "away");
    expect(told).to.deep.equal(["sms PL-21 trigger"]);
  });

  it("speaks to the first other notifier that takes it when Slack certainly did not", async () => {
    const slack = createFakeChannel<SlackContent>();
    slack.fates.push("config");
    broken.add("pagerduty");
    await voiceOf(slack, ["jira", "pagerduty", "sms", "email"]).say("o:down", "away");
    expect(told).to.deep.equal(["sms PL-21 trigger", "email PL-21 trigger"]);
  });

  it("is content with SMS where there is nobody else, and says so when there is nobody at all", async () => {
    await voiceOf(null, ["sms"]).say("o:down", "away");
    expect(told).to.deep.equal(["sms PL-21 trigger"]);
    expect(await rejection(voiceOf(null, []).say("o:down", "away"))).to.be.instanceOf(Error);
    broken.add("sms");
    expect(await rejection(voiceOf(null, ["sms"]).say("o:up", "back"))).to.include({ failure: "config" });
  });

  it("has one key for an outage and its end, whichever process tells of it", async () => {
    await voiceOf(null, ["pagerduty"]).say("one:down", "away");
    await voiceOf(null, ["pagerduty"]).say("other:down", "away");
    await voiceOf(null, ["pagerduty"]).say("one:up", "back");
    expect([...keys]).to.deep.equal(["platform:PL-21:database"]);
  });
});
