import { BodyError } from "./body-error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** JSON in UTF-8; undefined without any bytes. Of members with the same name the last counts. Throws BodyError. */
export function parseBodyJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new BodyError(400, "body", "The body is not valid JSON in UTF-8. Send a JSON object, or no body.", {
      cause,
    });
  }
}
