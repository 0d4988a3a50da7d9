import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Whether this code runs from the built files (bin/build.mjs) rather than from its sources. */
export const IS_BUILT: boolean = import.meta.filename.endsWith(".js");

/** The project's folder, which has package.json, runbooks/ and migrations/ in it. */
export const PROJECT_FOLDER: string = findProjectFolder();

/** The migrations as they can be loaded: built files beside this one, or the sources. */
export const MIGRATION_FILES: string = IS_BUILT
  ? join(import.meta.dirname, "migrations/*.js")
  : join(PROJECT_FOLDER, "migrations/*.ts");

function findProjectFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new TypeError(`no folder above ${import.meta.dirname} has a package.json`);
    folder = parent;
  }
  return folder;
}
