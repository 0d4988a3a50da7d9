import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { checkScopes } from "../../../src/bot/posting/check-scopes.ts";
import { createSlackLogger } from "../../../src/bot/posting/create-slack-logger.ts";
import { SLACK_SCOPES } from "../../../src/bot/posting/slack-scopes.ts";
import { webClientOptions } from "../../../src/bot/posting/web-client-options.ts";
import { ConfigurationError } from "../../../src/errors.ts";
import { startFakeSlack } from "../support/fake-slack.ts";

async function check(scopes: readonly string[] | null): Promise<unknown> {
  const slack = await startFakeSlack();
  slack.answers.set("auth.test", {
    body: { team: "Example", user_id: "U0BOT", app_id: "A0APP" },
    ...(scopes === null ? {} : { headers: { "X-OAuth-Scopes": scopes.join(",") } }),
  });
  const logger = createSlackLogger({ info() {}, warn() {}, error() {} });
  try {
    return await checkScopes(new WebClient("xoxb-test", webClientOptions(logger, slack.apiUrl)));
  } catch (error) {
    return error;
  } finally {
    await slack.close();
  }
}

describe("the check of Slack at start", () => {
  const all = SLACK_SCOPES.map(({ scope }) => scope);

  it("says who we are", async () => {
    expect(await check(all)).to.deep.equal({
      team: "Example",
      botUserId: "U0BOT",
      appId: "A0APP",
      missingScopes: [],
    });
  });

  it("names the scopes the token lacks, and what to do", async () => {
    const error = await check(all.filter((scope) => scope !== "files:write"));
    expect(error).to.be.instanceOf(ConfigurationError);
    expect(String(error)).to.contain("SLACK_BOT_TOKEN: lacks files:write; update the app from its manifest");
  });

  it("asks no more of a Slack that does not tell scopes", async () => {
    expect(await check(null)).to.deep.include({ botUserId: "U0BOT", missingScopes: null });
  });
});
