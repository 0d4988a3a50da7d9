import type { KnownBlock } from "@slack/types";
import type { ChartBlock } from "./chart-block.ts";

/** A block of a message: those that Slack's SDK knows, and its charts. */
export type MessageBlock = KnownBlock | ChartBlock;

/** A message as Slack takes it: blocks for the eye, `text` for notifications and screen readers. */
export interface Message {
  readonly text: string;
  readonly blocks: MessageBlock[];
}
