import { z } from "zod";
import { isUuid } from "../../entities/is-uuid.ts";
import { InvalidInputError } from "../../errors.ts";

const LONGEST = 200;

/** A word of the address or of a form; null when it is left out or empty. Throws InvalidInputError when it is too long. */
export function readField(query: URLSearchParams, name: string, longest = LONGEST): string | null {
  const text = (query.get(name) ?? "").replaceAll("\0", "").trim();
  if (text === "") return null;
  if (text.length > longest)
    throw new InvalidInputError(name, `must not be longer than ${longest} characters`);
  return text;
}

/** The same, of a field that must be filled in. */
export function readRequired(form: URLSearchParams, name: string, longest = LONGEST): string {
  const text = readField(form, name, longest);
  if (text === null) throw new InvalidInputError(name, "must be filled in");
  return text;
}

/** One of a closed list of words; null when it is left out. Throws InvalidInputError with the list. */
export function readChoice<Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly Word[],
): Word | null {
  const text = readField(query, name);
  if (text === null) return null;
  const found = words.find((word) => word === text);
  if (found === undefined) throw new InvalidInputError(name, `must be one of ${words.join(", ")}`);
  return found;
}

/** An id; null when it is left out. Throws InvalidInputError. */
export function readUuid(query: URLSearchParams, name: string): string | null {
  const text = readField(query, name);
  if (text !== null && !isUuid(text)) throw new InvalidInputError(name, "must be a full id (a UUID)");
  return text;
}

/** A number of a form; null when it is left empty. Throws InvalidInputError. */
export function readNumberField(
  form: URLSearchParams,
  name: string,
  { min, max, whole = false }: { readonly min: number; readonly max: number; readonly whole?: boolean },
): number | null {
  const text = readField(form, name);
  if (text === null) return null;
  const number = z.coerce.number().min(min).max(max);
  const parsed = (whole ? number.int() : number).safeParse(text);
  if (!parsed.success) {
    throw new InvalidInputError(name, `must be a ${whole ? "whole " : ""}number from ${min} to ${max}`);
  }
  return parsed.data;
}
