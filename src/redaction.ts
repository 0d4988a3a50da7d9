import { createHmac } from "node:crypto";
import { domainToASCII } from "node:url";
import { InvalidInputError } from "./errors.ts";
import { maskNumbers } from "./mask-numbers.ts";
import { maskMarkedSecrets, maskSecrets, maskWebhooks } from "./mask-secrets.ts";
import { REDACTED } from "./redacted.ts";

/** How much `redact` reads: longer texts are cut, so that a hostile answer cannot keep the logger busy. */
const READ_LIMIT = 20_000;

/** Anything that may precede the @ in any script: broader than the RFC, so that no real address slips through. */
const LOCAL = String.raw`[^\s@＠﹫<>()\[\]\\,;:"]`;
/** The @ as people, URLs, HTML and JSON write it; spelt out, or between spaces, a domain must follow. */
const DOMAIN_FOLLOWS = String.raw`(?=\s{0,2}[\w-]{1,63}\s{0,2}(?:\.|[([{]\s?(?:dot|punkt|point)\s?[)\]}])\s{0,2}[a-z]{2})`;
const AT = [
  String.raw`(?:[@＠﹫]|%(?:25)*40|&#0*64(?!\d);?|&#x0*40(?![0-9a-f]);?|&commat;|\\u0040|\\x40)`,
  String.raw`\s{0,2}(?:[([{]\s?(?:at|ät|@)\s?[)\]}]|(?<=\s)@(?=\s))${DOMAIN_FOLLOWS}`,
].join("|");
// The look-behind lets a match begin only where a run of characters begins: without it the scan is quadratic.
const ADDRESS = new RegExp(`(?:"[^"\\r\\n]{1,64}"|(?<!${LOCAL})${LOCAL}+)(?=(?:${AT}))`, "giu");

/** Masks e-mail addresses as `a***@example.com`: the domain stays, because it says which company is meant. */
export function maskEmails(text: string): string {
  return text.replace(ADDRESS, (local: string, place: number) => {
    if (local.startsWith('"')) return '"***"';
    const isPackage =
      SCOPE_MAY_FOLLOW.test(local) && SCOPE.test(text.slice(place + local.length, place + 80));
    return isPackage ? local : `${firstOf(local)}***`;
  });
}

/** A package's scope in a stack or a message: node_modules/@slack/bolt, '@slack/bolt'. */
const SCOPE = /^@[a-z0-9~][\w~-]*\/[a-z0-9~]/i;
const SCOPE_MAY_FOLLOW = /^'$|node_modules\/$/;

function firstOf(text: string): string {
  const [first = ""] = text;
  return first;
}

const URL_LIKE = /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]+)/i;
const RELATIVE_QUERY = /(?<=[\w\-./~%])\?[^\s"'<>=]{0,200}=[^\s"'<>]*/g;

/** A URL without userinfo, query string and fragment; its path is masked like any other text. */
export function redactUrl(url: string): string {
  return redactUrlWith(maskSecrets, url);
}

function redactUrlWith(mask: MaskSecrets, url: string): string {
  const [scheme = "", ...afterScheme] = url.split("://");
  let rest = afterScheme.join("://");
  // An unencoded slash, ? or # in a password ends the authority early, and leaves `user:not-a-port` there.
  const brokenUserinfo = /^[^/?#@[\]]*:(?!\d*(?:[/?#]|$))/.test(rest);
  rest = rest.replace(brokenUserinfo ? /^.*@/su : /^[^/?#]*@/u, "").replace(/[?#].*$/su, "");
  const [host = "", ...segments] = rest.split("/");
  // An incoming webhook's path is its password.
  if (WEBHOOK_HOST.test(host)) return `${scheme}://${host}/${REDACTED}`;
  return maskWebhooks(
    [`${scheme}://${host}`, ...segments.map((segment) => maskSegment(mask, segment))].join("/"),
  );
}

/** Hosts that serve nothing but incoming webhooks. */
const WEBHOOK_HOST = /^(?:hooks\.(?:slack|slack-gov|zapier)\.com|[\w-]{1,63}\.webhook\.office\.com)$/i;

/** A segment may begin with the @ of an address whose local part ended in a slash. */
function maskSegment(mask: MaskSecrets, segment: string): string {
  const plain = decoded(segment);
  // A number's gaps may be written %20, which reads as more digits.
  const text = maskNumbers(plain) === plain ? segment : plain;
  return maskEmails(maskNumbers(mask(text))).replace(/^@(?=.*\.)/u, "****@");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // A lone percent sign: it is as it stands.
  }
}

/** Masking one thing may uncover the shape of another; no text is known that needs more passes than three. */
const MAX_PASSES = 5;

/**
 * The text without e-mail addresses, telephone, card and account numbers, query strings, userinfo and secrets: fit for
 * logs, events and Slack.
 * Redacting twice changes nothing. Prompts cannot be told from other text: never pass one.
 */
export function redact(text: string): string {
  return redactWith(maskSecrets, text);
}

/**
 * The same for what a thing is known by: random text in it stays, since an agent may be called by an id of its maker's,
 * and two names must not become one.
 */
export function redactName(text: string): string {
  return redactWith(maskMarkedSecrets, text);
}

/** Masks secrets in a text without addresses and numbers. */
type MaskSecrets = (text: string) => string;

function redactWith(mask: MaskSecrets, text: string): string {
  let redacted = text.slice(0, READ_LIMIT);
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const next = redactOnce(mask, redacted);
    if (next === redacted) break;
    redacted = next;
  }
  return redacted;
}

/** A word of our own vocabularies (`vendor_call`, `succeeded`): nothing in it to mask, and most values are one. */
const OWN_WORD = /^[a-z_]{0,40}$/;
/** The name of a member that holds an id or a hash of ours, and what those look like: random, and no secret. */
const ID_NAME = /(?:^|_)(?:id|ids|hash|fingerprint)$|(?:Id|Ids|Hash)$/;
const ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,64})$/;

/**
 * The one function through which everything goes that people typed, sites said or vendors answered, on its way into a
 * store or out of the product: each text in it is redacted, the names of members too. Ids and hashes stay. What it is
 * given must be JSON.
 */
export function redactValue<Value>(value: Value): Value;
export function redactValue(value: unknown): unknown {
  return redactMember("", value);
}

function redactMember(name: string, value: unknown): unknown {
  if (typeof value === "string") {
    if (OWN_WORD.test(value) || (ID_NAME.test(name) && ID.test(value))) return value;
    return redact(value);
  }
  if (Array.isArray(value)) return value.map((item) => redactMember(name, item));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      OWN_WORD.test(key) ? key : redact(key),
      redactMember(key, inner),
    ]),
  );
}

function redactOnce(mask: MaskSecrets, text: string): string {
  return text
    .split(URL_LIKE)
    .map((piece, index) =>
      index % 2 === 1
        ? redactUrlWith(mask, piece)
        : maskEmails(maskNumbers(mask(piece.replace(RELATIVE_QUERY, "")))),
    )
    .join("");
}

/** The text cut to `length` characters, its last one `…` when something is missing. Never splits a surrogate pair. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The one spelling of an address: trimmed, lower case, composed characters, domain in ASCII. */
export function normaliseEmail(address: string): string {
  const text = address.trim().normalize("NFKC").toLowerCase();
  const at = text.lastIndexOf("@");
  if (at < 0) return text;
  const domain = text.slice(at + 1);
  return `${text.slice(0, at)}@${domainToASCII(domain) || domain}`;
}

/**
 * A stand-in for an address where the address itself may not be: HMAC-SHA-256 under the installation's key, in hex.
 * Keyed, since a plain hash of an address can be found by guessing.
 */
export function hashEmail(key: string | Uint8Array, address: string): string {
  if (key.length === 0) throw new InvalidInputError("key", "is empty; give the installation's hash key");
  return createHmac("sha256", key).update(normaliseEmail(address)).digest("hex");
}
