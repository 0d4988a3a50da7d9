import { isUuid } from "../../entities/is-uuid.ts";
import { InvalidInputError } from "../../errors.ts";
import { readField } from "./read-field.ts";

/** Where a page of a list begins, as `TIME_ID`; null on the first. Throws InvalidInputError. */
export function readPlace(query: URLSearchParams): { readonly at: string; readonly id: string } | null {
  const text = readField(query, "after");
  if (text === null) return null;
  const [at = "", id = ""] = text.split("_");
  if (Number.isNaN(Date.parse(at)) || !/^\d{4}-/.test(at) || !isUuid(id)) {
    throw new InvalidInputError("after", "is not a place in this list; begin at the first page");
  }
  return { at, id };
}

/** The address of the same page with other words in its query; null removes one. */
export function withQuery(query: URLSearchParams, changes: Readonly<Record<string, string | null>>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === "" ? "?" : `?${text}`;
}
