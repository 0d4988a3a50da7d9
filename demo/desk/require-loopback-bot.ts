import { isIPv4 } from "node:net";
import { NightshiftError } from "../../src/errors.ts";

/** The desk was pointed at a bot that is not on this machine: what it sends is signed with that bot's own secret. */
export class NonLoopbackBotError extends NightshiftError {
  readonly code = "bot_not_loopback";

  constructor(readonly botHost: string) {
    super(
      `The desk only talks to a bot on this machine, not to "${botHost}". ` +
        "Start the bot locally and give its address as http://127.0.0.1:PORT; use a real Slack workspace for a bot elsewhere.",
    );
  }
}

/** Whether a host name or address can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || (isIPv4(bare) && bare.startsWith("127."));
}

/** The bot's address, or the refusal of one that is not on this machine. */
export function requireLoopbackBot(botUrl: string): URL {
  if (!URL.canParse(botUrl)) throw new NonLoopbackBotError(botUrl);
  const url = new URL(botUrl);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  if (!isHttp || !isLoopbackHost(url.hostname)) throw new NonLoopbackBotError(url.host || botUrl);
  return url;
}
