import { randomBytes } from "node:crypto";
import { type Fields, isFields, itemsOf } from "./fields.ts";

/** Element types that carry an action_id. */
export const PRESSABLE = [
  ...["button", "overflow", "static_select", "multi_static_select", "users_select", "multi_users_select"],
  ...["conversations_select", "multi_conversations_select", "channels_select", "multi_channels_select"],
  ...["datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons", "plain_text_input"],
  ...[
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
    "rich_text_input",
    "workflow_button",
  ],
  ...["feedback_buttons", "icon_button"],
] as const;

/** Blocks as Slack stores them: whatever came without a block_id or action_id was given one. */
export function assignIds(blocks: unknown): readonly Fields[] {
  return itemsOf(blocks)
    .filter(isFields)
    .map((block) => ({ ...withActionIds(block), block_id: block["block_id"] || randomId() }));
}

function withActionIds(fields: Fields): Fields {
  const inner = Object.fromEntries(
    Object.entries(fields).map(([key, value]): [string, unknown] => {
      if (Array.isArray(value))
        return [key, itemsOf(value).map((item) => (isFields(item) ? withActionIds(item) : item))];
      return [key, isFields(value) ? withActionIds(value) : value];
    }),
  );
  const isPressable = PRESSABLE.some((type) => type === fields["type"]);
  return isPressable && !inner["action_id"] ? { ...inner, action_id: randomId() } : inner;
}

function randomId(): string {
  return randomBytes(4).toString("base64url").slice(0, 5);
}
