import type { KnownBlock } from "@slack/types";
import type { TenantRule } from "../ports/rule-desk.ts";
import type { Message } from "./message.ts";
import { SEVERITY_MARKS } from "./status-words.ts";
import { context, escapeText, header, section } from "./text.ts";

const MAX_RULES = 40;
const MAX_TEXT = 11_000;

/** The rules of a tenant and the numbers they judge by. */
export function ruleListMessage(tenantId: string, rules: readonly TenantRule[]): Message {
  const title = `Rules of ${tenantId}`;
  const shown: KnownBlock[] = [];
  let size = 0;
  for (const rule of rules.slice(0, MAX_RULES)) {
    const text = ruleText(rule);
    size += text.length;
    if (size > MAX_TEXT) break;
    shown.push(section(text));
  }
  return {
    text: escapeText(title, 500),
    blocks: [
      header(title),
      ...shown,
      ...(rules.length > shown.length ? [context(`and ${rules.length - shown.length} more`)] : []),
      context(
        "An admin changes one with `/alerts set CR-02.warnRatio 0.4 TENANT`, or all in a form with `/alerts set`.",
      ),
    ],
  };
}

function ruleText({ id, title, severity, enabled, thresholds }: TenantRule): string {
  const numbers = thresholds.slice(0, 12).map(({ name, value, standard, unit }) => {
    const own = value === standard ? "" : ` (standard ${standard})`;
    return `• \`${escapeText(name, 60)}\` ${value}${unit === "minutes" ? " min" : ""}${own}`;
  });
  const off = enabled ? "" : " _(off)_";
  return [
    `${SEVERITY_MARKS[severity]} \`${escapeText(id, 60)}\` *${escapeText(title, 120)}*${off}`,
    ...numbers,
  ].join("\n");
}
