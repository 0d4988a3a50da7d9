import { problemOfTimezone } from "../../config/problem-of-timezone.ts";
import { InvalidInputError } from "../../errors.ts";

/** Reserved ids: `platform` stands for what belongs to no tenant. */
const RESERVED = ["platform"];

export function readTenantId(text: string): string {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) || text.length > 40) {
    throw new InvalidInputError(
      "id",
      `"${text}" must be lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters`,
    );
  }
  if (RESERVED.includes(text)) throw new InvalidInputError("id", `"${text}" is reserved. Choose another.`);
  return text;
}

export function readTenantName(text: string): string {
  const name = text.trim();
  if (name === "" || name.length > 200 || /\p{C}/u.test(name)) {
    throw new InvalidInputError("--name", "must be 1 to 200 characters on one line");
  }
  return name;
}

export function readTenantZone(text: string): string {
  const problem = problemOfTimezone(text);
  if (problem !== null) throw new InvalidInputError("--timezone", problem);
  return text;
}
