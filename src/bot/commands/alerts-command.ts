import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { InvalidInputError, NotFoundError, UsageError } from "../../errors.ts";
import { nearestWord } from "../access/nearest-word.ts";
import { findOwnTenant } from "../access/own-tenant.ts";
import { pickTenant, pickTenants } from "../access/pick-tenant.ts";
import { alertListMessage, byUrgency } from "../blocks/alerts/alert-list-message.ts";
import { alertMessage } from "../blocks/alerts/alert-message.ts";
import { timelineMessage } from "../blocks/alerts/timeline-message.ts";
import { escapeProse, escapeText, headOf } from "../blocks/kit/text.ts";
import { ruleListMessage } from "../blocks/rules/rule-list-message.ts";
import { thresholdMessage } from "../blocks/rules/threshold-message.ts";
import { thresholdView } from "../blocks/rules/threshold-view.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { CommandCall, SlashCommand } from "../requests/slash-command.ts";

/** How many alerts `/alerts all` shows per tenant. */
const NEWEST = 20;

const VERBS = ["open", "all", "rules", "try", "set"];
/** As in `OE-06`. */
const RULE_ID = /^[a-z]{2,4}-\d{1,3}$/i;
/** The beginning of an alert's id. */
const ALERT_ID = /^[0-9a-f-]{4,36}$/i;

/** `/alerts`: the open alerts, one alert with its buttons, the rules and their thresholds. */
export const alertsCommand: SlashCommand = {
  name: "/alerts",
  description: "Open alerts, all of them, one of them, or the rules and their thresholds",
  usage:
    "[open | all | rules | ID | try RULE.threshold VALUE | set RULE.threshold VALUE] [tenant] [page N] [share]",
  async answer(call, dependencies) {
    const { words } = call;
    const [verb = "open", ...rest] = words.runRef === "latest" ? words.rest : [words.runRef, ...words.rest];
    switch (verb.toLowerCase()) {
      case "open":
        return list(call, "Open alerts", rest, dependencies);
      case "all":
        return list(call, "Newest alerts", rest, dependencies);
      case "rules":
        return rules(call, rest, dependencies);
      case "try":
        return tryThreshold(call, rest, dependencies);
      case "set":
        return set(call, rest, dependencies);
    }
    // A word may be an id or a tenant: a tenant's name takes precedence.
    const own = await dependencies.access.listTenantsFor(call.payload.user_id);
    if (findOwnTenant(verb, own) !== null || verb.toLowerCase() === PLATFORM_TENANT)
      return list(call, "Open alerts", [verb, ...rest], dependencies);
    if (RULE_ID.test(verb)) return ofRule(call, verb.toUpperCase(), rest, dependencies);
    const nearest = ALERT_ID.test(verb) ? null : nearestWord(verb, [...VERBS, ...own]);
    if (nearest !== null) {
      throw new UsageError(`There is no "${headOf(verb, 60)}" here. Did you mean \`${nearest}\`?`);
    }
    return one(call, verb, rest, dependencies);
  },
};

/** The open alerts of a rule. */
async function ofRule(
  { payload, words, respond }: CommandCall,
  ruleId: string,
  rest: readonly string[],
  dependencies: BotDependencies,
): Promise<void> {
  const needed = { action: "alert.list", withPlatform: true } as const;
  const { page, others: tenant } = pageOf(rest);
  const tenantIds = await pickTenants(payload.user_id, tenant, needed, dependencies);
  const open = await Promise.all(tenantIds.map((tenantId) => dependencies.alerts.listOpen(tenantId)));
  const found = open
    .flat()
    .filter((alert) => alert.ruleId.toUpperCase() === ruleId)
    .toSorted(byUrgency);
  await respond({
    response_type: words.share ? "in_channel" : "ephemeral",
    ...alertListMessage(`Open alerts of ${ruleId}`, found, {
      page,
      more: (next) => ["/alerts", ruleId, ...tenant, "page", next].join(" "),
    }),
  });
}

async function list(
  { payload, words, respond }: CommandCall,
  title: "Open alerts" | "Newest alerts",
  rest: readonly string[],
  dependencies: BotDependencies,
): Promise<void> {
  const needed = { action: "alert.list", withPlatform: true } as const;
  const { page, others: tenant } = pageOf(rest);
  const tenantIds = await pickTenants(payload.user_id, tenant, needed, dependencies);
  const found = await Promise.all(
    tenantIds.map((tenantId) =>
      title === "Open alerts"
        ? dependencies.alerts.listOpen(tenantId)
        : dependencies.alerts.listNewest(tenantId, NEWEST),
    ),
  );
  const isOpen = title === "Open alerts";
  const ordered = found
    .flat()
    .toSorted(isOpen ? byUrgency : (a, b) => b.firedAt.getTime() - a.firedAt.getTime());
  await respond({
    response_type: words.share ? "in_channel" : "ephemeral",
    ...alertListMessage(title, ordered, {
      page,
      more: (next) => ["/alerts", isOpen ? "open" : "all", ...tenant, "page", next].join(" "),
    }),
  });
}

/** The page that the words ask for, as in `page 2`, and the other words. */
function pageOf(words: readonly string[]): { readonly page: number; readonly others: readonly string[] } {
  const at = words.findIndex((word) => word.toLowerCase() === "page");
  if (at < 0) return { page: 1, others: words };
  const text = words[at + 1] ?? "";
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw new InvalidInputError("page", "needs a number, as in `/alerts open page 2`");
  }
  return { page: Number(text), others: words.toSpliced(at, 2) };
}

async function one(
  { payload, words, respond }: CommandCall,
  reference: string,
  rest: readonly string[],
  dependencies: BotDependencies,
): Promise<void> {
  const needed = { action: "alert.read", withPlatform: true } as const;
  const tenantIds = await pickTenants(payload.user_id, rest, needed, dependencies);
  const cards = await Promise.all(
    tenantIds.map((tenantId) => dependencies.alerts.readCard(tenantId, reference)),
  );
  const [card, ...others] = cards.filter((found) => found !== null);
  if (card === undefined) {
    const open = await Promise.all(tenantIds.map((tenantId) => dependencies.alerts.listOpen(tenantId)));
    throw new NotFoundError(
      "alert",
      headOf(reference, 60),
      open
        .flat()
        .slice(0, 5)
        .map(({ alertId }) => alertId.slice(0, 8)),
    );
  }
  if (others.length > 0) {
    throw new UsageError(`"${headOf(reference, 40)}" fits several alerts; name more of it, or the tenant.`);
  }
  if (words.share) {
    const { tenantId, alertId } = card.alert;
    const lines = await dependencies.alerts.readTimeline({ tenantId, alertId });
    await respond({ response_type: "in_channel", ...timelineMessage(card, lines) });
    return;
  }
  await respond({ response_type: "ephemeral", ...alertMessage(card) });
}

async function rules(
  { payload, words, respond }: CommandCall,
  rest: readonly string[],
  dependencies: BotDependencies,
): Promise<void> {
  const needed = { action: "rule.list" } as const;
  const tenantId = await pickTenant(payload.user_id, rest, needed, dependencies);
  await respond({
    response_type: words.share ? "in_channel" : "ephemeral",
    ...ruleListMessage(tenantId, await dependencies.rules.list(tenantId)),
  });
}

async function set(
  { payload, client, respond }: CommandCall,
  rest: readonly string[],
  dependencies: BotDependencies,
): Promise<void> {
  const needed = { action: "rule.set" } as const;
  const [key, text, ...tenant] = rest;
  const isForm = key === undefined || !key.includes(".");
  if (isForm) {
    const tenantId = await pickTenant(payload.user_id, rest, needed, dependencies);
    const known = await dependencies.rules.list(tenantId);
    const view = thresholdView(tenantId, known, JSON.stringify({ tenantId }));
    await client.views.open({ trigger_id: payload.trigger_id, view });
    return;
  }
  const value = readValue(key, text);
  const tenantId = await pickTenant(payload.user_id, tenant, needed, dependencies);
  const wish = { tenantId, key: key.slice(0, 100), value };
  const preview = await dependencies.rules.previewThreshold(wish);
  await respond({ response_type: "ephemeral", ...thresholdMessage(wish, preview) });
}

async function tryThreshold(
  { payload, words, respond }: CommandCall,
  [key = "", text, ...tenant]: readonly string[],
  dependencies: BotDependencies,
): Promise<void> {
  const value = readValue(key, text);
  const needed = { action: "rule.try" } as const;
  const tenantId = await pickTenant(payload.user_id, tenant, needed, dependencies);
  const preview = await dependencies.rules.previewThreshold({ tenantId, key, value });
  await respond({
    response_type: words.share ? "in_channel" : "ephemeral",
    text: `\`${escapeText(key, 100)}\` of ${escapeText(tenantId, 100)} at ${value ?? "its standard"}: ${escapeProse(preview, 1500)} Nothing is changed; \`/alerts set\` changes it.`,
  });
}

/** Null for the standard. */
function readValue(key: string, text: string | undefined): number | null {
  if (text?.toLowerCase() === "standard") return null;
  const value = Number(text);
  if (key.includes(".") && text !== undefined && Number.isFinite(value)) return value;
  throw new InvalidInputError(
    headOf(key, 60) || "threshold",
    "needs a number, or `standard`, as in `/alerts set CR-02.warnRatio 0.4`",
  );
}
