import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import { type Breach, explain, listFiles, ROOT, type SourceFile } from "./source-files.ts";

const REASON =
  "A file is named for what it exports (`run-status.ts` exports `runStatus` or `RunStatus`), so that whoever knows the one finds the other. Rename the file or the export; a `-store` is named for its tables, a `register` of the command line for the word people type, and a `Route` for the act it asks for.";

/** Named for a subject of which they export several things. This list only gets shorter. */
const ALLOWED = "test/house/files-named-for-a-subject.txt";
const MOST_ALLOWED = 68;

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|class|interface|type|let) (\w+)/gm;

/** `runStatus`, `RunStatus` and `RUN_STATUS` as a file is called. */
function fileNameOf(name: string): string {
  if (/^[A-Z0-9_]+$/.test(name)) return name.toLowerCase().replaceAll("_", "-");
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}

function isNamedForExport({ path, text }: SourceFile): boolean {
  const own = basename(path).replace(/\.tsx?$/, "");
  const names = [...text.matchAll(EXPORT)].map(([, name = ""]) => fileNameOf(name));
  if (names.length === 0 || own.endsWith("-store")) return true;
  // OpenAI, ZeroBounce and the like have capitals inside.
  const bare = (name: string) => name.replaceAll("-", "");
  const wanted = [own, ...(path.startsWith("src/cli/") ? [`register-${own}`] : [])];
  if (path.startsWith("src/http/routes/")) wanted.push(`${own}-route`);
  return names.some((name) => wanted.some((want) => bare(want) === bare(name)));
}

describe("the name of a file", () => {
  const allowed = readFileSync(join(ROOT, ALLOWED), "utf8").split("\n").filter(Boolean);
  const misnamed = listFiles("src/**/*.{ts,tsx}").filter((file) => !isNamedForExport(file));

  it("is that of something it exports", () => {
    const breaches = misnamed
      .filter(({ path }) => !allowed.includes(path))
      .map(({ path, text }): Breach => {
        const names = [...text.matchAll(EXPORT)].map(([, name = ""]) => name);
        return { path, line: 1, found: `exports ${names.join(", ")}` };
      });
    expect(explain(REASON, breaches)).to.equal("");
  });

  it("may be that of a subject for ever fewer files", () => {
    expect(allowed, `${ALLOWED} is sorted, and each of its files still needs it`).to.deep.equal(
      misnamed.map(({ path }) => path).filter((path) => allowed.includes(path)),
    );
    expect(allowed.length, `${ALLOWED} only gets shorter`).to.be.at.most(MOST_ALLOWED);
  });

  it("is found wrong where nothing in the file is called so", () => {
    const isRight = (path: string, text: string) => isNamedForExport({ path, text });
    expect(isRight("src/a/run-status.ts", "export function readStatus() {}")).to.equal(false);
    expect(isRight("src/a/run-status.ts", "export const RUN_STATUS = 1;")).to.equal(true);
    expect(isRight("src/a/run-status.ts", "export interface RunStatus {}")).to.equal(true);
    expect(isRight("src/a/open-ai.ts", "export interface OpenAi {}")).to.equal(true);
    expect(isRight("src/a/run-store.ts", "export async function readRun() {}")).to.equal(true);
    expect(isRight("src/cli/runs/run.ts", "export function registerRun() {}")).to.equal(true);
    expect(isRight("src/http/routes/run.ts", "export const runRoute = 1;")).to.equal(true);
    expect(isRight("src/bot/run.ts", "export const runRoute = 1;")).to.equal(false);
    expect(isRight("src/http/run.ts", "export function registerRun() {}")).to.equal(false);
  });
});
