import type { PersonName } from "../exclusions/likely-addresses.ts";

/** Between the words of a name or around an @, also as JSON and addresses of pages write white space. */
const GAP = String.raw`(?:[\s.,_+-]|%20|\\[nrt])+`;
/** The edges of a word, which in JSON and addresses of pages may follow an escape. */
const START = String.raw`(?:(?<![[:alnum:]])|(?<=\\[nrt])|(?<=%[0-9a-f][0-9a-f]))`;
const END = "(?![[:alnum:]])";
const AT = String.raw`(?:\s|\\[nrt])*(?:@|\(at\)|\[at\]|\{at\}|\sat\s)(?:\s|\\[nrt])*`;

/** A regular expression of Postgres that finds an e-mail address in a text, also as sites write it against harvesters. */
export function addressPattern(email: string): string {
  const at = email.lastIndexOf("@");
  return `${START}${literal(email.slice(0, at))}${AT}${literal(email.slice(at + 1))}${END}`;
}

/** The same for people, first name first or last; null without a name to look for. */
export function namePattern(names: readonly PersonName[]): string | null {
  const patterns = names.flatMap(({ firstName, lastName }) => {
    const [first, last] = [words(firstName), words(lastName)];
    if (first === "" || last === "") return [];
    return [
      String.raw`${START}${first}${GAP}(?:[[:alpha:]]+\.?${GAP})?${last}${END}`,
      `${START}${last}${GAP}${first}${END}`,
    ];
  });
  return patterns.length === 0 ? null : [...new Set(patterns)].join("|");
}

/** The name that an address such as `jane.doe@…` spells; null if it spells none. */
export function nameInAddress(email: string): PersonName | null {
  const [, firstName, lastName] = /^(\p{L}{2,})[._-](\p{L}{2,})@/u.exec(email) ?? [];
  return firstName === undefined || lastName === undefined ? null : { firstName, lastName };
}

function words(text: string): string {
  return text.trim().split(/\s+/).filter(Boolean).map(literal).join(GAP);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
