import type { ContextBlock, HeaderBlock, MrkdwnElement, PlainTextElement, SectionBlock } from "@slack/types";
import { SLACK_USER_PATTERN, slackMention } from "../../../entities/slack-mention.ts";
import { redactValue } from "../../../redaction.ts";

// Characters that reorder the text around them could make a card appear to say something else.
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/g;
/** What people see as one character: an emoji of several code points is not cut in half. */
const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Asterisks and tildes that could begin or end a formatted stretch: those with a space on both sides cannot. */
const STARS = /(?<!\s)[*~]|[*~](?!\s)/g;
/** The same for underscores: those between two letters or digits, as in `export_odoo`, format nothing. */
const UNDERSCORES = /(?<![\s\p{L}\p{N}])_|(?<=[\p{L}\p{N}])_(?![\p{L}\p{N}])|(?<=\s)_(?!\s)/gu;
/** The first colon of what Slack would draw as an emoji. */
const EMOJI_NAMES = /:(?=[a-z][a-z0-9_+'-]{0,60}:)/gi;
const QUOTES = /^([ \t]{0,8})>/gm;
/** Characters that look like those which Slack formats by, and do nothing: Slack has no way to escape them. */
const LOOKALIKES: Readonly<Record<string, string>> = { "*": "∗", "~": "∼", _: "ˍ", "`": "ʼ", ":": "꞉" };
const CODE_SPANS = /(`[^`\n]+`)/;

/**
 * Text from any source made safe inside mrkdwn and shown as it is: no mentions, links, entities or formatting of its own,
 * no addresses and secrets. Cut to `max` characters as Slack counts them.
 */
export function escapeText(text: string, max = 300): string {
  return escapeEntities(withoutFormat(redactValue(text)), max);
}

/** The same for sentences of ours, whose code spans are meant: what stands between two backticks on a line stays code. */
export function escapeProse(text: string, max = 300): string {
  const parts = redactValue(text).split(CODE_SPANS);
  return escapeEntities(
    parts.map((part, index) => (index % 2 === 1 ? part : withoutFormat(part))).join(""),
    max,
  );
}

const EMPHASIS = /(?<![\w*])[*](?! )([^*\n]{1,80})(?<! )[*](?![\w*])/g;

/** What our runbooks emphasize, such as the name of a button, in quotation marks: for texts where nothing is emphasized. */
export function quoteEmphasis(text: string): string {
  return text.replaceAll(EMPHASIS, "“$1”");
}

/** The same for a text inside a code span or block, where only a backtick has a meaning. */
export function escapeCode(text: string, max = 300): string {
  return escapeEntities(redactValue(text).replaceAll("`", lookalike), max);
}

function withoutFormat(text: string): string {
  return text
    .replaceAll("`", lookalike)
    .replaceAll(STARS, lookalike)
    .replaceAll(UNDERSCORES, lookalike)
    .replaceAll(EMOJI_NAMES, lookalike)
    .replaceAll(QUOTES, "$1›");
}

function lookalike(character: string): string {
  return LOOKALIKES[character] ?? character;
}

/** Text without mentions, links and entities of its own; what formats it stays. */
export function escapeMarkup(text: string, max = 300): string {
  return escapeEntities(redactValue(text), max);
}

function escapeEntities(text: string, max: number): string {
  let escaped = "";
  for (const { segment } of GRAPHEMES.segment(text.replaceAll(REORDERING, ""))) {
    const next = segment.replaceAll(/[&<>]/g, (character) => ESCAPES[character] ?? character);
    if (escaped.length + next.length > max - 1) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}

/** A trace id, which is random and no secret. */
export function traceText(traceId: string): string {
  return /^[0-9a-f]{32}$/.test(traceId) ? traceId : escapeText(traceId, 60);
}

/** Plain text without addresses and secrets, cut to `max` characters, never in the middle of a character. */
export function cutText(text: string, max: number): string {
  const clean = redactValue(text).replaceAll(REORDERING, "");
  return clean.length <= max ? clean : `${headOf(clean, max - 1)}…`;
}

/** The first `max` characters of a text, fewer where that would cut what people see as one. */
export function headOf(text: string, max: number): string {
  return text.slice(0, GRAPHEMES.segment(text).containing(max)?.index ?? text.length);
}

/** A plain text object; Slack refuses empty ones, so an empty text becomes a dash. */
export function plain(text: string, max: number): PlainTextElement {
  return {
    type: "plain_text",
    text: cutText(text.trim() === "" ? "–" : text.replaceAll(EMOJI_NAMES, lookalike), max),
    emoji: true,
  };
}

/**
 * A mrkdwn object from text that is already escaped and within 3000 characters. `verbatim`: Slack makes no links of names
 * and addresses in it; mentions and links of ours still work.
 */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: "mrkdwn", text: text.trim() === "" ? "–" : text, verbatim: true };
}

export function header(text: string): HeaderBlock {
  return { type: "header", text: plain(text, 150) };
}

export function section(text: string): SectionBlock {
  return { type: "section", text: mrkdwn(text) };
}

/** Small print; at most ten texts. */
export function context(...texts: readonly string[]): ContextBlock {
  return { type: "context", elements: texts.slice(0, 10).map(mrkdwn) };
}

/** A time in the reader's own time zone, or in UTC where that cannot be shown. */
export function dateText(at: Date, format = "{date_short_pretty} {time}"): string {
  const fallback = `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^${format}|${fallback}>`;
}

/** How long ago something was, as the reader's client counts it. */
export function agoText(at: Date): string {
  return dateText(at, "{ago}");
}

const MOMENT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/g;

/** The times in an escaped text, as our own sentences write them, in the reader's own time zone. */
export function localTimes(escaped: string): string {
  return escaped.replaceAll(MOMENT, (moment) => {
    const at = new Date(moment);
    return Number.isNaN(at.getTime()) ? moment : dateText(at);
  });
}

/** A channel as a tenant wrote it: by its id, which Slack shows as a link, or by its name. */
export function channelText(channel: string): string {
  return /^[CG][A-Z0-9]{6,}$/.test(channel)
    ? `<#${channel}>`
    : `#${escapeText(channel.replace(/^#/, ""), 80)}`;
}

/** The beginning of an id, which every command accepts. */
export function shortId(id: string): string {
  return escapeText(id.slice(0, 8), 60);
}

const NAMED = new RegExp(`\\bslack:(${SLACK_USER_PATTERN})\\b`, "g");

/** Turns Slack users as runs and the audit log write them (`slack:U…`) into mentions, in an escaped text. */
export function namePeople(escaped: string): string {
  return escaped.replaceAll(NAMED, "<@$1>");
}

/** A mention of a Slack user id; `system` and outside names stay as they are. */
export function personText(actor: string): string {
  return slackMention(actor) ?? escapeText(actor, 80);
}
