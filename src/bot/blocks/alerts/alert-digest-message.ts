import type { StormDigest } from "../../../alerts/notify/storm-digest.ts";
import type { Message } from "../kit/message.ts";
import { SEVERITY_MARKS } from "../kit/status-words.ts";
import { escapeText, section } from "../kit/text.ts";

/** How many rules are named; the rest is a number. */
const NAMED_RULES = 10;

/** Many alerts at once: one message counts them, and its thread holds their cards. */
export function alertDigestMessage({ open, acknowledged, resolved, rules }: StormDigest): Message {
  const total = open + acknowledged + resolved;
  const head = `🌩️ *${total} more alerts* came at once: ${open} open, ${acknowledged} acknowledged, ${resolved} resolved. Their cards are in this thread.`;
  const lines = rules
    .slice(0, NAMED_RULES)
    .map(
      ({ ruleId, severity, count }) =>
        `${SEVERITY_MARKS[severity]} ${escapeText(ruleId, 80)} (${severity}): ${count}`,
    );
  const rest = rules.length > NAMED_RULES ? [`and ${rules.length - NAMED_RULES} other kinds`] : [];
  return {
    text: `${total} more alerts came at once: ${open} open`,
    blocks: [section(head), ...(lines.length > 0 ? [section([...lines, ...rest].join("\n"))] : [])],
  };
}
