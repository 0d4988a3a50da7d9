import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "./project-folder.ts";

/** The version in package.json. */
export const VERSION: string = readVersion();

function readVersion(): string {
  const description: unknown = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8"));
  return typeof description === "object" && description !== null && "version" in description
    ? String(description.version)
    : "0.0.0";
}
