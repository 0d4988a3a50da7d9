/** The keys of a table that is written once, as a list of their words. */
export function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): readonly Key[] {
  const isKey = (word: string): word is Key => Object.hasOwn(table, word);
  return Object.keys(table).filter(isKey);
}
