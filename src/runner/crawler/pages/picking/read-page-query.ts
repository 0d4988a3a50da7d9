import { toWords } from "./to-words.ts";

/** A query that chooses a page, as content systems without readable paths use it. */
export interface PageQuery {
  /** The query with what chooses the page alone, `?` included. */
  readonly search: string;
  /** The values, as plain words. */
  readonly places: readonly string[];
}

/** Parameters that choose a page, by the names that content systems give them. */
const CHOOSING: ReadonlySet<string> = new Set(
  (
    "page p id page_id pageid pid site seite view option content action go nav menu section cat category route r " +
    "module mod task do cmd path file inc include strona pagina sida stranka idp itemid m a c show name title rubrique"
  ).split(" "),
);
const MAX_PARAMETERS = 4;
const MAX_VALUE_CHARS = 60;

/** Reads a query that chooses a page; null for any other. */
export function readPageQuery(url: URL): PageQuery | null {
  const parameters = [...url.searchParams].filter(
    ([name, value]) => CHOOSING.has(name.toLowerCase()) && value !== "" && value.length <= MAX_VALUE_CHARS,
  );
  // `?about` and `?/contact` have a name alone.
  const bare = /^\?\/?([^=&]{2,60})$/.exec(url.search)?.[1];
  if (bare !== undefined) return { search: url.search, places: [toWords(decode(bare))] };
  if (parameters.length === 0 || parameters.length > MAX_PARAMETERS) return null;
  const places = parameters.map(([, value]) => toWords(value.replace(/\.(html?|php|aspx?)$/i, "")));
  return {
    search: `?${new URLSearchParams(parameters).toString()}`,
    places,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
