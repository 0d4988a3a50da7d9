import { createHmac } from "node:crypto";
import { domainToASCII } from "node:url";
import { InvalidInputError } from "./errors.ts";

/** Stands where a secret stood. */
export const REDACTED = "[redacted]";

/** How much `redact` reads: longer texts are cut, so that a hostile answer cannot keep the logger busy. */
const READ_LIMIT = 20_000;

/** Anything that may precede the @ in any script: broader than the RFC, so that no real address slips through. */
const LOCAL = String.raw`[^\s@＠﹫<>()\[\]\\,;:"]`;
/** The @ as people, URLs and HTML write it. */
const AT = "(?:[@＠﹫]|%(?:25)*40|&#0*64;|&#x0*40;|&commat;)";
// The look-behind lets a match begin only where a run of characters begins: without it the scan is quadratic.
const ADDRESS = new RegExp(`(?:"[^"\\r\\n]{1,64}"|(?<!${LOCAL})${LOCAL}+)(?=${AT})`, "giu");

/** Masks e-mail addresses as `a***@example.com`: the domain stays, because it says which company is meant. */
export function maskEmails(text: string): string {
  return text.replace(ADDRESS, (local) => (local.startsWith('"') ? '"***"' : `${firstOf(local)}***`));
}

function firstOf(text: string): string {
  const [first = ""] = text;
  return first;
}

const AUTHORIZATION = /((?<![a-z])(?:authorization|(?:set-)?cookie)["']?\s*[:=]\s*["']?)[^"'\r\n]+/gi;
const BEARER = /((?<![a-z])bearer\s+)[^\s"',;]{6,}/gi;
const NAMED_SECRET =
  /((?:api[_-]?key|secret|password|passwd|pwd|token|signature|credentials?|(?:private|routing|access|secret|hmac)[_-]?key)["']?\s*[:=]\s*["']?)[^\s"'&,;}\]]+\]?/gi;
/** Key formats of the vendors we call and of those that are likely to be pasted. */
const KNOWN_KEY =
  /(?<![A-Za-z0-9])(?:sk-[\w-]{4,}|tvly-[\w-]+|xox[a-z]-[\w-]+|xapp-[\w-]+|lsv2_\w+|gh[a-z]_\w{8,}|github_pat_\w+|AKIA[0-9A-Z]{12,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)/g;
const LONG_TOKEN = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

/** Masks what looks like a key: `Bearer …`, `api_key=…`, well-known key formats, long hex and base64 strings. */
export function maskSecrets(text: string): string {
  return text
    .replace(AUTHORIZATION, `$1${REDACTED}`)
    .replace(BEARER, `$1${REDACTED}`)
    .replace(NAMED_SECRET, `$1${REDACTED}`)
    .replace(KNOWN_KEY, REDACTED)
    .replace(LONG_TOKEN, (token) => (looksRandom(token) ? REDACTED : token));
}

/** Told by its alphabet: snake_case words, paths, slugs and dashed UUIDs are long too, but are no secrets. */
function looksRandom(token: string): boolean {
  const isBase64 = /[+=]/.test(token) && token.length >= 32 && isMixed(token);
  return (
    isBase64 ||
    token
      .split(/[+/_=-]/)
      .some(
        (part) =>
          (part.length >= 32 && /\d/.test(part) && /[a-z]/i.test(part)) ||
          (part.length >= 20 && isMixed(part)),
      )
  );
}

function isMixed(text: string): boolean {
  return /\d.*\d/.test(text) && /[A-Z].*[A-Z]/.test(text) && /[a-z]/.test(text);
}

const URL_LIKE = /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]+)/i;
const RELATIVE_QUERY = /(?<=[\w\-./~%])\?[^\s"'<>=]{0,200}=[^\s"'<>]*/g;

/** A URL without userinfo, query string and fragment; its path is masked like any other text. */
export function redactUrl(url: string): string {
  const [scheme = "", ...afterScheme] = url.split("://");
  let rest = afterScheme.join("://");
  // An unencoded slash, ? or # in a password ends the authority early, and leaves `user:not-a-port` there.
  const brokenUserinfo = /^[^/?#@[\]]*:(?!\d*(?:[/?#]|$))/.test(rest);
  rest = rest.replace(brokenUserinfo ? /^.*@/su : /^[^/?#]*@/u, "").replace(/[?#].*$/su, "");
  const [host = "", ...segments] = rest.split("/");
  // An incoming webhook's path is its password.
  if (host.toLowerCase() === "hooks.slack.com") return `${scheme}://${host}/${REDACTED}`;
  return [`${scheme}://${host}`, ...segments.map(maskSegment)].join("/");
}

/** A segment may begin with the @ of an address whose local part ended in a slash. */
function maskSegment(segment: string): string {
  return maskEmails(maskSecrets(segment)).replace(/^@(?=.*\.)/u, "****@");
}

/** Masking one thing may uncover the shape of another; no text is known that needs more passes than three. */
const MAX_PASSES = 5;

/**
 * The text without e-mail addresses, query strings, userinfo and secrets: fit for logs, events and Slack.
 * Redacting twice changes nothing. Prompts cannot be told from other text: never pass one.
 */
export function redact(text: string): string {
  let redacted = text.slice(0, READ_LIMIT);
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const next = redactOnce(redacted);
    if (next === redacted) break;
    redacted = next;
  }
  return redacted;
}

function redactOnce(text: string): string {
  return text
    .split(URL_LIKE)
    .map((piece, index) =>
      index % 2 === 1 ? redactUrl(piece) : maskEmails(maskSecrets(piece.replace(RELATIVE_QUERY, ""))),
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
