import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Breach, explain, listFiles, ROOT, type SourceFile } from "./source-files.ts";

const REASON =
  "A path that a document or a comment names has to exist: whoever follows it is sent nowhere otherwise. Name the file where it is now.";

/** A path between backticks in a document, or bare in a comment: it begins with one of our folders. */
const FOLDERS = "src|demo|test|bench|dashboards|deploy|migrations|runbooks|docs|bin";
const IN_DOCUMENT = new RegExp(`\`((?:${FOLDERS})/[^\`\\s]*)\``, "g");
const IN_COMMENT = new RegExp(`(?<![\\w/."'\`])((?:${FOLDERS})/[\\w./{},*-]*[\\w*}/])`, "g");
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:"'`\w])\/\/[^\n]*/g;

/** What is made on the way is in no checkout. */
const MADE = [/^docs\/images\/.*\$/, /^test\/results/];

/** A word in capitals stands for any name: `src/vendors/NAME.ts`. */
function exists(path: string): boolean {
  const pattern = path
    .replace(/[:#]\d+$/, "")
    .replace(/\bTIMESTAMP\b/g, "*")
    .replace(/(?<![a-z])[A-Z]{2,}(?![a-z-])/g, "*");
  if (!/[*{]/.test(pattern)) return existsSync(join(ROOT, pattern));
  // What does not exist yet has at least a folder to go into.
  const folder = pattern.slice(0, pattern.search(/[^/]*[*{]/));
  return globSync(pattern, { cwd: ROOT }).length > 0 || existsSync(join(ROOT, folder));
}

function findDead({ path, text }: SourceFile): Breach[] {
  const isDocument = path.endsWith(".md");
  const parts = isDocument ? [{ 0: text, index: 0 }] : [...text.matchAll(COMMENT)];
  return parts.flatMap(({ 0: part, index }) =>
    [...part.matchAll(isDocument ? IN_DOCUMENT : IN_COMMENT)].flatMap((match) => {
      const found = match[1] ?? "";
      if (MADE.some((pattern) => pattern.test(found)) || exists(found)) return [];
      return [{ path, line: text.slice(0, index + match.index).split("\n").length, found }];
    }),
  );
}

describe("a path that is named", () => {
  it("exists, in documents and in comments", () => {
    const files = listFiles(
      "*.md",
      "{docs,runbooks,src,demo,bench,test,migrations}/**/*.{md,ts,tsx}",
      ".dependency-cruiser.mjs",
    ).filter(({ path }) => path !== "test/house/paths-exist.test.ts" && path !== "CHANGELOG.md");
    expect(explain(REASON, files.flatMap(findDead))).to.equal("");
  });

  it("is found dead in a document and in a comment, and no string is taken for a comment", () => {
    const find = (path: string, text: string) => findDead({ path, text }).map(({ found }) => found);
    expect(find("docs/a.md", "see `src/nowhere/at-all.ts` and `src/errors.ts`")).to.deep.equal([
      "src/nowhere/at-all.ts",
    ]);
    expect(
      find("docs/a.md", "`src/vendors/NAME.ts`, `src/cli/ROOM/NAME.ts`, `src/gone/NAME.ts`"),
    ).to.deep.equal(["src/gone/NAME.ts"]);
    expect(find("src/a.ts", "// see src/nowhere.ts\nconst a = 'src/gone.ts';")).to.deep.equal([
      "src/nowhere.ts",
    ]);
    expect(find("src/a.ts", "/** As src/errors.ts says, and src/gone/x.ts. */")).to.deep.equal([
      "src/gone/x.ts",
    ]);
  });
});
