import { BodyError } from "./body-error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** JSON in UTF-8. Of members with one name the last counts. Throws BodyError. */
export function parseBodyJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new BodyError(400, "body", "The body is not valid JSON in UTF-8.", { cause });
  }
}
