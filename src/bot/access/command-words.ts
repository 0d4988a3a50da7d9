import { isUuid } from "../../entities/is-uuid.ts";

/** Characters nobody sees and nobody means, which come along with pasted text. */
const INVISIBLE = /[\u200B-\u200F\u2060\uFEFF]/g;
/** Formatting and punctuation around a word, as Slack and people add them; nothing we know begins or ends with it. */
const DECORATION = /^[`"'“”‘’*_~#([{.,;:…]{1,50}|[`"'“”‘’*_~)\]}.,;:?…]{1,50}$/g;
/** Ways to ask for help. */
const HELP = new Set(["help", "--help", "-help", "-h", "?", "/help"]);

/** The words after a slash command, sorted by meaning. */
export interface CommandWords {
  readonly help: boolean;
  readonly share: boolean;
  /** A run id, `latest-rerun`, or `latest` when none is named. */
  readonly runRef: string;
  /** The remaining words, in order. */
  readonly rest: readonly string[];
}

/** Reads `[run id | latest] [tenant] [share] [help]` in any order. */
export function readCommandWords(text: string): CommandWords {
  const words = text
    .replaceAll(INVISIBLE, "")
    .split(/\s+/)
    .map((word) => (HELP.has(word.toLowerCase()) ? "help" : word.replaceAll(DECORATION, "")))
    .filter((word) => word !== "");
  const is = (name: string) => (word: string) => word.toLowerCase() === name;
  const rest = words.filter(
    (word) => !isUuid(word) && !["help", "share", "latest", "latest-rerun"].some((name) => is(name)(word)),
  );
  return {
    help: words.some(is("help")),
    share: words.some(is("share")),
    runRef:
      words.find((word) => isUuid(word))?.toLowerCase() ??
      (words.some(is("latest-rerun")) ? "latest-rerun" : "latest"),
    rest,
  };
}
