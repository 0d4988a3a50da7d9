import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { PROJECT_FOLDER } from "../../project-folder.ts";

/** A file of the pages, under an address that changes with its contents, so that browsers may keep it. */
export interface PageAsset {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
}

function readAsset(name: string, type: string): PageAsset {
  const body = readFileSync(`${PROJECT_FOLDER}/src/pages/assets/${name}`);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
  return { path: `/assets/${hash}-${name}`, type, body };
}

/** The style and the script of every page. */
export function readPageAssets(): { readonly css: PageAsset; readonly js: PageAsset } {
  return {
    css: readAsset("pages.css", "text/css; charset=utf-8"),
    js: readAsset("pages.js", "text/javascript; charset=utf-8"),
  };
}
