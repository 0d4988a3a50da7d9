import type { Attributes } from "./attribute-value.ts";

/** What one program sent with one of its libraries: spans or log records, each read, or why it cannot be. */
export interface OtlpGroup<Item> {
  readonly resource: Attributes;
  readonly items: readonly (Item | UnreadableItem)[];
}

export interface UnreadableItem {
  readonly problem: string;
}
