import { readFileSync } from "node:fs";

/** The version in package.json, found from the sources as well as from the compiled files. */
export const VERSION: string = readVersion();

function readVersion(): string {
  for (const folder of ["..", "../.."]) {
    try {
      const description: unknown = JSON.parse(
        readFileSync(`${import.meta.dirname}/${folder}/package.json`, "utf8"),
      );
      if (typeof description === "object" && description !== null && "version" in description) {
        return String(description.version);
      }
    } catch {
      // Not in this folder: look in the next.
    }
  }
  return "0.0.0";
}
