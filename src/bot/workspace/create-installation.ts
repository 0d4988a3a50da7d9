import type { WebClient } from "@slack/web-api";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { ConflictError, errorCode } from "../../errors.ts";
import type { BotLogger } from "../ports/bot-logger.ts";
import type { Installation, Workspace } from "../ports/installation.ts";
import { slackWord } from "../posting/slack-word.ts";
import { readInstallation, saveInstallation } from "./installation-store.ts";

/** How often Slack is asked at most, until it answers. */
const ASK_EVERY_MS = 60_000;

/** Asks Slack once per process where the app is installed, and remembers the answer for times when Slack cannot be asked. */
export function createInstallation({
  client,
  database,
  clock,
  logger,
}: {
  readonly client: WebClient;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: BotLogger;
}): Installation {
  let confirmed: Workspace | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | null = null;
  let problem = "not_asked";

  /** Resolves when Slack has answered, or at once when it was asked a short while ago. */
  function askOnce(): Promise<void> {
    if (asking === null && clock().getTime() - askedAt < ASK_EVERY_MS) return Promise.resolve();
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  }

  async function ask(): Promise<void> {
    askedAt = clock().getTime();
    try {
      const answer = await client.auth.test();
      const workspace = {
        teamId: answer.team_id ?? null,
        enterpriseId: answer.enterprise_id ?? null,
        isOrgWide: answer.is_enterprise_install === true,
      };
      confirmed = workspace;
      await database.withService((transaction) => saveInstallation(transaction, workspace, clock()));
    } catch (error) {
      problem = slackWord(error) ?? errorCode(error);
      logger.warn("slack workspace not confirmed", { code: problem });
    }
  }

  return {
    async read() {
      if (confirmed !== null) return confirmed;
      const stored = await database.withService(readInstallation);
      const asked = askOnce();
      if (stored !== null) return confirmed ?? stored;
      await asked;
      if (confirmed !== null) return confirmed;
      throw new ConflictError(
        `Slack has not said yet which workspace I am installed in (${problem}), so I take no requests. Try again in a minute; \`doctor\` on the command line says what is wrong.`,
      );
    },
  };
}
