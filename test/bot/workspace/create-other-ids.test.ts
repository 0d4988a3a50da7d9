import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { createSlackLogger } from "../../../src/bot/posting/create-slack-logger.ts";
import { webClientOptions } from "../../../src/bot/posting/web-client-options.ts";
import { createOtherIds } from "../../../src/bot/workspace/create-other-ids.ts";
import { type FakeSlack, startFakeSlack } from "../support/fake-slack.ts";

const LOGGER = { info() {}, warn() {}, error() {} };

describe("the other id of a person", () => {
  let slack: FakeSlack;
  let nowMs = 0;
  beforeEach(async () => {
    nowMs = 0;
    slack = await startFakeSlack();
    // As Slack's reference has it: local ids to global ones, and the other way round with `to_old`.
    slack.rules.push(({ method, args }) => {
      if (method !== "migration.exchange") return undefined;
      const map = args["to_old"] === "true" ? { W1: "U1", W2: "W2" } : { U1: "W1", U9: "U9" };
      const { users } = args;
      const known = Object.entries(map).filter(([id]) => id === users);
      return known.length === 0
        ? { user_id_map: {}, invalid_user_ids: [users] }
        : { team_id: "T1", enterprise_id: "E1", user_id_map: Object.fromEntries(known) };
    });
  });
  afterEach(() => slack.close());

  const otherIds = (enterpriseId: string | null) =>
    createOtherIds({
      client: new WebClient("xoxb-test", webClientOptions(createSlackLogger(LOGGER), slack.apiUrl)),
      installation: { read: () => Promise.resolve({ teamId: "T1", enterpriseId, isOrgWide: false }) },
      clock: () => new Date(nowMs),
      logger: LOGGER,
    });

  for (const [id, other] of [
    ["W1", "U1"],
    ["U1", "W1"],
    ["W2", null],
    ["U9", null],
    ["U404", null],
  ] as const) {
    it(`of ${id} is ${other ?? "none"}, and Slack is asked once a day`, async () => {
      const otherIdOf = otherIds("E1");
      expect(await otherIdOf(id)).to.equal(other);
      expect(await otherIdOf(id)).to.equal(other);
      expect(slack.calls).to.have.length(1);
      nowMs += 24 * 3_600_000 + 1;
      await otherIdOf(id);
      expect(slack.calls).to.have.length(2);
    });
  }

  it("is none outside of an organization, and Slack is not asked", async () => {
    expect(await otherIds(null)("U1")).to.equal(null);
    expect(slack.calls).to.have.length(0);
  });

  it("is asked for again a minute after Slack failed", async () => {
    slack.answers.set("migration.exchange", { status: 503 });
    const otherIdOf = otherIds("E1");
    expect(await otherIdOf("W1")).to.equal(null);
    slack.answers.delete("migration.exchange");
    expect(await otherIdOf("W1")).to.equal(null);
    nowMs += 60_001;
    expect(await otherIdOf("W1")).to.equal("U1");
  });
});
