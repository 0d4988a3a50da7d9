import type { WebClient } from "@slack/web-api";
import type { Clock } from "../../clock.ts";
import { errorCode } from "../../errors.ts";
import type { BotLogger } from "../ports/bot-logger.ts";
import type { Installation } from "../ports/installation.ts";
import { slackWord } from "../posting/slack-word.ts";

/** How long an answer is remembered, and a failure. */
const KNOWN_MS = 24 * 60 * 60_000;
const FAILED_MS = 60_000;
const MOST_KNOWN = 5_000;

/** The other id of a person in Enterprise Grid, who may have one in their workspace (`U…`) and one in the organization (`W…`). */
export type OtherIdOf = (slackUserId: string) => Promise<string | null>;

/** Asks Slack for other ids; outside Enterprise Grid nobody has one, and Slack is not asked. */
export function createOtherIds({
  client,
  installation,
  clock,
  logger,
}: {
  readonly client: WebClient;
  readonly installation: Installation;
  readonly clock: Clock;
  readonly logger: BotLogger;
}): OtherIdOf {
  const known = new Map<string, { readonly otherId: string | null; readonly until: number }>();

  async function ask(slackUserId: string): Promise<string | null> {
    const isGlobal = slackUserId.startsWith("W");
    const answer = await client.migration.exchange({ users: slackUserId, ...(isGlobal && { to_old: true }) });
    const ids = Object.entries(answer.user_id_map ?? {}).find((pair) => pair.includes(slackUserId)) ?? [];
    return ids.find((id) => id !== slackUserId) ?? null;
  }

  return async (slackUserId) => {
    const now = clock().getTime();
    const kept = known.get(slackUserId);
    if (kept !== undefined && kept.until > now) return kept.otherId;
    const { enterpriseId } = await installation.read();
    if (enterpriseId === null) return null;
    if (known.size >= MOST_KNOWN) known.clear();
    try {
      const otherId = await ask(slackUserId);
      known.set(slackUserId, { otherId, until: now + KNOWN_MS });
      return otherId;
    } catch (error) {
      logger.warn("slack ids not exchanged", { code: slackWord(error) ?? errorCode(error) });
      known.set(slackUserId, { otherId: null, until: now + FAILED_MS });
      return null;
    }
  };
}
