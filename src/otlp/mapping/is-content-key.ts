/** Words in the name of an attribute that say it holds what people, models or tools said. */
const WORDS: ReadonlySet<string> = new Set(
  `answer answers arguments args attachment audio authorization body calls choice choices completion completions content contents
  context cookie cookies data definition definitions description document documents embedding embeddings explanation file
  files generation generations header headers history image images input inputs instruction instructions memory message
  messages metadata output outputs parameters params password payload prompt prompts query question reasoning result
  results schema secret stacktrace statement summary template text token tools transcript value values variables vector
  vectors`.split(/\s+/),
);
/** The same where the name ends in them. */
const LAST: ReadonlySet<string> = new Set(["object", "request", "response"]);
/** Of people only an id is kept. */
const PERSON = /^(?:user|enduser|client)\.(?!id$)/;

/**
 * Whether an attribute's text may be a prompt, an answer, a tool's arguments or something personal: told by its name,
 * since prompts look like any other text.
 */
export function isContentKey(key: string): boolean {
  if (PERSON.test(key)) return true;
  const words = key
    .replace(/([a-z])([A-Z])/g, "$1.$2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
  return words.some((word) => WORDS.has(word)) || LAST.has(words.at(-1) ?? "");
}
