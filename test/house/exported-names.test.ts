import { expect } from "chai";
import { listFiles, type SourceFile } from "./source-files.ts";

const REASON =
  "One word stands for one thing: two exports of one name are either one thing, which belongs in one file, or two, which need names of their own.";

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|class|interface|type|let) (\w+)/gm;

/** A schema and the type read from it bear one name in one file; that is one export. */
function findTwice(files: readonly SourceFile[]): Record<string, readonly string[]> {
  const places = files.flatMap(({ path, text }) =>
    [...new Set([...text.matchAll(EXPORT)].map(([, name = ""]) => name))].map((name) => ({ name, path })),
  );
  return Object.fromEntries(
    [...Map.groupBy(places, ({ name }) => name)]
      .filter(([, { length }]) => length > 1)
      .map(([name, found]) => [name, found.map(({ path }) => path)]),
  );
}

describe("the name of an export", () => {
  it("stands for one thing in the whole product", () => {
    expect(findTwice(listFiles("src/**/*.{ts,tsx}")), REASON).to.deep.equal({});
  });

  it("is found when two files use it, and not when one file does twice", () => {
    const one = { path: "src/a.ts", text: "export const Run = z.object({});\nexport type Run = string;\n" };
    const other = { path: "src/b.ts", text: "export interface Run {}\nexport interface Runs {}\n" };
    expect(findTwice([one])).to.deep.equal({});
    expect(findTwice([one, other])).to.deep.equal({ Run: ["src/a.ts", "src/b.ts"] });
  });
});
