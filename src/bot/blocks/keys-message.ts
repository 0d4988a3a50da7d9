import type { ListedKey } from "../ports/keys.ts";
import type { Message } from "./kit/message.ts";
import { context, escapeText, section } from "./kit/text.ts";

const MOST_KEYS = 20;

/** A tenant's keys, never the keys themselves. */
export function keysMessage(tenantId: string, keys: readonly ListedKey[], now: Date): Message {
  const lines = keys
    .slice(0, MOST_KEYS)
    .map((key) =>
      section(
        `\`${key.prefix}…\` *${escapeText(key.name, 100)}* · ${key.scopes.join(", ")}${agentsOf(key)} · ${stateOf(key, now)} · ${usedOf(key)}`,
      ),
    );
  const surplus = keys.length - lines.length;
  return {
    text: escapeText(`API keys of ${tenantId}`, 200),
    blocks: [
      section(`*API keys of ${escapeText(tenantId, 60)}*${keys.length === 0 ? "\nThere are none." : ""}`),
      ...lines,
      context(
        `${surplus > 0 ? `${surplus} more: \`node_modules/.bin/nightshift keys list\`. ` : ""}\`/nightshift keys create NAME SCOPES\`, \`rename PREFIX NAME\`, \`rotate PREFIX\`, \`revoke PREFIX\`.`,
      ),
    ],
  };
}

/** A new key, for the person who asked alone. */
export function newKeyMessage(token: string, name: string): Message {
  return {
    text: escapeText(`The key ${name}`, 200),
    blocks: [
      section(`*${escapeText(name, 100)}*\n\`${token}\``),
      context("Keep it now: it is not shown again. Only you can see this message."),
    ],
  };
}

function agentsOf({ agentIds }: ListedKey): string {
  return agentIds === null ? "" : ` for ${escapeText(agentIds.join(", "), 150)}`;
}

function stateOf({ revokedAt, expiresAt }: ListedKey, now: Date): string {
  if (revokedAt !== null) return "revoked";
  if (expiresAt === null) return "active";
  return expiresAt <= now ? "expired" : `until ${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function usedOf({ lastUsedAt }: ListedKey): string {
  return lastUsedAt === null ? "never used" : `used ${lastUsedAt.toISOString().slice(0, 10)}`;
}
