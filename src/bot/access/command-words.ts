import { isUuid } from "../../entities/is-uuid.ts";
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
  // Slack may wrap pasted text in backticks or quotes; they mean nothing here.
  const words = text
    .split(/\s+/)
    .map((word) => word.replaceAll(/^[`"'“”‘’]+|[`"'“”‘’]+$/g, ""))
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
