/** A question as Metabase sends it to Postgres. */
export interface MetabaseQuery {
  readonly sql: string;
  readonly values: readonly string[];
}

/**
 * What Metabase makes of a question's SQL: an optional part in [[ ]] goes unless all of its {{variables}} have a value, and
 * each variable becomes a parameter.
 */
export function expandMetabase(text: string, chosen: Readonly<Record<string, string>>): MetabaseQuery {
  const values: string[] = [];
  const kept = text.replaceAll(/\[\[([\s\S]*?)\]\]/g, (_whole, part: string) =>
    variablesOf(part).every((name) => name in chosen) ? part : "",
  );
  const sql = kept.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const value = chosen[name];
    if (value === undefined) throw new Error(`${whole} needs a value`);
    values.push(value);
    return `$${values.length}`;
  });
  return { sql, values };
}

/** The variables of a question, each once. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = ""]) => name))];
}
