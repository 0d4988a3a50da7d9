import type { KnownBlock, SectionBlock } from "@slack/types";
import type { SilenceInForce } from "../../ports/silences.ts";
import type { Message } from "../kit/message.ts";
import { context, dateText, escapeText, header, personText, plain, section } from "../kit/text.ts";

const MAX_LINES = 20;

/** The silences in force, each with a button that ends it. */
export function silenceListMessage(silences: readonly SilenceInForce[]): Message {
  const text =
    silences.length === 0
      ? "Nothing is silenced"
      : silences.length === 1
        ? "1 silence"
        : `${silences.length} silences`;
  const blocks: KnownBlock[] = [
    header(text),
    ...silences.slice(0, MAX_LINES).map(silenceSection),
    ...(silences.length > MAX_LINES
      ? [context(`and ${silences.length - MAX_LINES} more; name a tenant`)]
      : []),
    ...(silences.length === 0 ? [section("`/silence` opens the form.")] : []),
  ];
  return { text, blocks };
}

/** A silence with the button that ends it. */
export function silenceSection(silence: SilenceInForce): SectionBlock {
  const { tenantId, silenceId, ruleId, subject, endsAt, reason, createdBy } = silence;
  const what =
    ruleId === null
      ? "every rule"
      : subject === null
        ? `all of \`${escapeText(ruleId, 60)}\``
        : `\`${escapeText(ruleId, 60)}\` ${escapeText(subject, 120)}`;
  return {
    ...section(
      `🔕 *${escapeText(tenantId, 100)}* ${what}\nuntil ${dateText(endsAt)}, by ${personText(createdBy)}: ${escapeText(reason, 200)}`,
    ),
    accessory: {
      type: "button",
      action_id: "undo-silence",
      text: plain("Undo", 75),
      value: JSON.stringify({ tenantId, silenceId }),
    },
  };
}
