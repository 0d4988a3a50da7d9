import type { ReactNode } from "react";
import { fieldsOf, textObjectOf } from "../fields.ts";
import { withEmoji } from "./emoji.ts";
import { Mrkdwn } from "./mrkdwn.tsx";

/** A text object: mrkdwn with its markup, plain_text with its emoji only. */
export function Text({ of }: { of: unknown }): ReactNode {
  const text = textObjectOf(of);
  return fieldsOf(of)["type"] === "mrkdwn" ? <Mrkdwn text={text} /> : withEmoji(text);
}
