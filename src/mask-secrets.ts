import { REDACTED } from "./redacted.ts";

const AUTHORIZATION =
  /((?<![a-z])(?:authorization|(?:set-)?cookie|x-api-key)(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?)[^"'\r\n]+/gi;
const BEARER = /((?<![a-z])bearer\s+)[^\s"',;]{6,}/gi;

/** Words that name a secret, whatever stands before them: `SECRETS_KEY`, `dbPassword`, `X-Auth-Token`. */
const NAME = [
  "api[_-]?keys?",
  "secrets?(?:[_-]?keys?)?",
  "pass(?:word|wd|wort|phrase|code)s?",
  "pwd",
  "(?:auth|access|refresh|id|bearer|session|csrf)?[_-]?tokens?",
  "signatures?",
  "credentials?",
  "(?:private|routing|access|secret|hmac|encryption|signing|license)[_-]?keys?",
  "kennw(?:o|ö)rt(?:er)?",
  "mot[ _-]de[ _-]passe",
  "contrase(?:n|ñ)a",
  "wachtwoord",
  "senha",
  "lösenord",
  "пароль",
  "密码",
  "密碼",
  "パスワード",
].join("|");
/** These are parts of other words, too (`bypass`, `monkey`), so that nothing may stand before them but a separator. */
const SHORT_NAME = "(?<![a-z])(?:pass|pw|key|pin)";
/** As much of a key of ours as is kept and shown, by which the audit log calls it: `key:ns_abc12345`. */
const SHOWN_PREFIX = "ns_[\\w-]{8}(?![\\w-])";
/** The value after a name: quoted, quoted in a text that is itself quoted (`\"x\"`), or up to the next separator. */
const NAMED_SECRET = new RegExp(
  `((?:${NAME}|${SHORT_NAME})(?:\\\\*["'])?\\s*(?:=>|[:=：＝]=?|>(?=\\S))\\s*)` +
    `(?:(\\\\*["'])(?!\\s*[,}\\]])[^"'\\r\\n]*|(?!(?:null|true|false|undefined)\\b|${SHOWN_PREFIX})[^\\s"'&,;}\\]<]+\\]?)`,
  "giu",
);
/** `--api-key x`, `--password 'two words'`: on the command line a space is enough. */
const OPTION = new RegExp(
  `(--?(?:[a-z]{1,20}-){0,4}(?:${NAME}|key|pass)(?:\\s+|=))(?!-)(?:(["'])(?!\\s*[,}\\]])[^"'\\r\\n]*|[^\\s"']+)`,
  "giu",
);
/** A private key as PEM, up to its end or that of the text. */
const PRIVATE_KEY = /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)(?:(?!-----END ).)*/gsu;

/** Keys that show what they are: of the vendors we call, our own, and those that are likely to be pasted. */
const KNOWN_KEY = new RegExp(
  `(?<![A-Za-z0-9])(?:${[
    "ns_[\\w-]{16,}",
    "sk-[\\w-]{4,}",
    "[rps]k_(?:live|test)_\\w{4,}",
    "rk_\\w{8,}",
    "whsec_\\w{8,}",
    "tvly-[\\w-]+",
    "xox[a-z](?:\\.[\\w]+)?-[\\w-]+",
    "xapp-[\\w-]+",
    "lsv2_\\w+",
    "gh[a-z]_\\w{8,}",
    "github_pat_\\w+",
    "glpat-[\\w-]{8,}",
    "npm_\\w{20,}",
    "hf_\\w{16,}",
    "shp[a-z]{2}_\\w{16,}",
    "dop_v1_\\w{16,}",
    "sq0[a-z]{3}-[\\w-]{16,}",
    "gl(?:sa|c)_\\w{16,}",
    "sntry[a-z]_\\w{16,}",
    "gsk_\\w{16,}",
    "r8_\\w{16,}",
    "pypi-[\\w-]{16,}",
    "dckr_pat_[\\w-]{16,}",
    "PMAK-[\\w-]{16,}",
    "AGE-SECRET-KEY-\\w{8,}",
    "SG\\.[\\w-]{8,}\\.[\\w-]{8,}",
    "A(?:KI|SI)A[0-9A-Z]{12,}",
    "AIza[\\w-]{20,}",
    "ya29\\.[\\w-]{8,}",
    "GOCSPX-[\\w-]{8,}",
    "eyJ[\\w-]{8,}\\.[\\w-]+\\.[\\w-]*",
  ].join("|")})`,
  "gu",
);
/** The path of an incoming webhook is its password. */
const WEBHOOK =
  /((?:\/services\/T\w{1,20}\/B\w{1,20}|\/(?:api\/)?webhooks?b?\d?\/[\w@.*-]{1,80}|\/hooks\/catch\/\w{1,20}|\/bot(?=\d{5,20}:))\/?)[^\s"'<>]+/gi;
const LONG_TOKEN = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

/** Masks what looks like a key: `Bearer …`, `api_key=…`, well-known key formats, long hex and base64 strings. */
export function maskSecrets(text: string): string {
  return maskMarkedSecrets(text).replace(LONG_TOKEN, (token) => (looksRandom(token) ? REDACTED : token));
}

/** The same for what says that it is a secret, by its name or its format: text that is only random stays. */
export function maskMarkedSecrets(text: string): string {
  return text
    .replace(PRIVATE_KEY, `$1${REDACTED}`)
    .replace(AUTHORIZATION, `$1${REDACTED}`)
    .replace(BEARER, `$1${REDACTED}`)
    .replace(NAMED_SECRET, hideValue)
    .replace(OPTION, `$1$2${REDACTED}`)
    .replace(KNOWN_KEY, REDACTED)
    .replace(WEBHOOK, `$1${REDACTED}`);
}

/** Masks the path of an incoming webhook; a URL is looked at whole, since its segments alone look harmless. */
export function maskWebhooks(text: string): string {
  return text.replace(WEBHOOK, `$1${REDACTED}`);
}

/** The backslashes before a quote belong to the quote, in a text that is itself quoted. */
function hideValue(whole: string, before: string, quote = ""): string {
  return `${before}${quote}${REDACTED}${/(?<!\\)\\*$/.exec(whole)?.[0] ?? ""}`;
}

/** Told by its alphabet: snake_case words, paths, slugs and dashed UUIDs are long too, but are not secrets. */
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
