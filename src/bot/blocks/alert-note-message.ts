import type { Message } from "./message.ts";
import { escapeText, section } from "./text.ts";

/** A line in an alert's thread: what changed. */
export function alertNoteMessage(note: string): Message {
  return { text: escapeText(note, 1000), blocks: [section(escapeText(note, 2900))] };
}
