import type { ThresholdWish } from "../../ports/rules.ts";
import type { Message } from "../kit/message.ts";
import { escapeProse, escapeText, plain, section } from "../kit/text.ts";

/** What a change of a threshold would have meant for past nights, with the button that saves it. */
export function thresholdMessage(wish: ThresholdWish, preview: string): Message {
  const { tenantId, key, value } = wish;
  const becomes = value === null ? "its standard" : String(value);
  const text = `\`${escapeText(key, 150)}\` of *${escapeText(tenantId, 150)}* is to become ${becomes}. Nothing is changed yet.`;
  return {
    text: `${text} ${escapeProse(preview, 1500)}`,
    blocks: [
      section(text),
      section(escapeProse(preview, 1500)),
      {
        type: "actions",
        elements: [
          {
            type: "button",
            action_id: "save-threshold",
            style: "primary",
            text: plain("Save", 75),
            value: JSON.stringify(wish),
          },
        ],
      },
    ],
  };
}
