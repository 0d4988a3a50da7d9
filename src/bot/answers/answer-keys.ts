import { SCOPES, type Scope } from "../../entities/vocabulary.ts";
import { UsageError } from "../../errors.ts";
import { pickTenant } from "../access/pick-tenant.ts";
import { keysMessage, newKeyMessage } from "../blocks/keys-message.ts";
import type { Message } from "../blocks/kit/message.ts";
import { headOf } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

type Needed = Pick<BotDependencies, "access" | "keys" | "clock">;

/** How many words follow each verb, before the tenant. */
const WORDS: Readonly<Record<string, number>> = { create: 2, rename: 2, rotate: 1, revoke: 1 };

/** `/nightshift keys …`: lists a tenant's API keys, or makes, renames, rotates and revokes one. For admins. */
export async function answerKeys(
  slackUserId: string,
  words: readonly string[],
  dependencies: Needed,
): Promise<Message> {
  const { keys, clock } = dependencies;
  const verb = words[0]?.toLowerCase() ?? "";
  const count = WORDS[verb];
  const [first = "", second = ""] = count === undefined ? [] : words.slice(1, 1 + count);
  const tenantWords = count === undefined ? words : words.slice(1 + count);
  if (count !== undefined && words.length < 1 + count)
    throw new UsageError(`\`keys ${verb}\` needs ${count === 2 ? "two words" : "a key's prefix"} after it.`);
  const action = count === undefined ? "key.list" : "key.change";
  const tenantId = await pickTenant(slackUserId, tenantWords, { action }, dependencies);
  const by = { tenantId, actor: `slack:${slackUserId}` };
  switch (verb) {
    case "create": {
      const { token, key } = await keys.create(by, first, readScopes(second));
      return newKeyMessage(token, key.name);
    }
    case "rotate": {
      const { token, key } = await keys.rotate(by, first);
      return newKeyMessage(token, key.name);
    }
    case "rename":
      await keys.rename(by, first, second);
      break;
    case "revoke":
      await keys.revoke(by, first);
      break;
  }
  return keysMessage(tenantId, await keys.list(tenantId), clock());
}

function readScopes(text: string): Scope[] {
  return text.split(",").map((word) => {
    const scope = SCOPES.find((known) => known === word.trim().toLowerCase());
    if (scope === undefined)
      throw new UsageError(`"${headOf(word, 40)}" is not a scope. Scopes: ${SCOPES.join(", ")}.`);
    return scope;
  });
}
