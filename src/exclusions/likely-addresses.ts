/** A person's name as people write it. */
export interface PersonName {
  readonly firstName: string;
  readonly lastName: string;
}

/** An address from which the whole name can be read, and one that several people of a company may share a pattern with. */
export interface LikelyAddresses {
  readonly sure: readonly string[];
  readonly possible: readonly string[];
}

const BETWEEN = ["", ".", "_", "-"];

/**
 * The addresses at a domain by which a person may be known, in lower case: `jane.doe@`, `doe-jane@` are sure, `jdoe@` and
 * `jane@` possible. By them an address that was excluded finds the person, whose name is not kept.
 */
export function likelyAddresses(name: PersonName, domain: string): LikelyAddresses {
  const sure = new Set<string>();
  const possible = new Set<string>();
  for (const [first, last] of spellings(name)) {
    if (first === "" && last === "") continue;
    const [f, l] = [first.slice(0, 1), last.slice(0, 1)];
    for (const mark of BETWEEN) {
      if (first !== "" && last !== "") {
        sure.add(`${first}${mark}${last}`);
        sure.add(`${last}${mark}${first}`);
        for (const local of [`${f}${mark}${last}`, `${last}${mark}${f}`, `${first}${mark}${l}`])
          possible.add(local);
      }
    }
    for (const local of [first, last]) if (local.length > 1) possible.add(local);
  }
  const at = (locals: Iterable<string>) => [...locals].map((local) => `${local}@${domain}`);
  return { sure: at(sure), possible: at([...possible].filter((local) => !sure.has(local))) };
}

/** A name as it is compared: letters and digits alone, without accents, in lower case. */
export function foldPersonName(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ø", "o")
    .replaceAll("ł", "l")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Whether two names are one person's: the same folded, in either order. */
export function isSamePerson(one: PersonName, other: PersonName): boolean {
  const [first, last] = [foldPersonName(one.firstName), foldPersonName(one.lastName)];
  const [otherFirst, otherLast] = [foldPersonName(other.firstName), foldPersonName(other.lastName)];
  return (first === otherFirst && last === otherLast) || (first === otherLast && last === otherFirst);
}

/** The name folded, and as German writes its umlauts without them; of several first or last names also the outer ones. */
function spellings({ firstName, lastName }: PersonName): [string, string][] {
  const [firsts, lasts] = [firstName, lastName].map((text) => text.trim().split(/[\s-]+/));
  const names: [string, string][] = [
    [firstName, lastName],
    [firsts?.[0] ?? "", lasts?.at(-1) ?? ""],
    [firsts?.[0] ?? "", lastName],
  ];
  return names.flatMap(([first, last]): [string, string][] => [
    [foldPersonName(first), foldPersonName(last)],
    [foldPersonName(withoutUmlauts(first)), foldPersonName(withoutUmlauts(last))],
  ]);
}

function withoutUmlauts(text: string): string {
  return text.normalize("NFC").replace(/[äöüÄÖÜ]/g, (letter) => `${letter.normalize("NFD").charAt(0)}e`);
}
