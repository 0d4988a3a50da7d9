import { basename } from "node:path";
import { expect } from "chai";
import { listFiles } from "./source-files.ts";

const REASON =
  "Two files of one name make people open the wrong one: give each the name of what only it does. Where files are named alike on purpose, the pattern stands in ALIKE with its reason.";

/** Rooms and names whose files are called as others are, on purpose. */
const ALIKE: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\/main\.ts$/, "the entry of a program"],
  [/^src\/cli\//, "named for the word that people type"],
  [/^src\/http\/routes\//, "named for the resource, or for the act of the product that the route asks for"],
  [/^src\/(bot|http)\/ports\//, "named for what is asked about: alerts, rules, runs"],
  [/^src\/entities\//, "named for the row of a table"],
  [/^src\/runner\/stages\//, "named for the stage, and so are some vendors"],
  [/^demo\/town\/vendors\//, "the town's stand-in is named as the vendor's client is"],
];

/** The names that more than one file bears without being alike on purpose. */
function findShared(paths: readonly string[]): string[][] {
  const ordinary = paths.filter((path) => !ALIKE.some(([pattern]) => pattern.test(path)));
  return [...Map.groupBy(ordinary, (path) => basename(path)).values()].filter(({ length }) => length > 1);
}

describe("the name of a file", () => {
  const paths = listFiles("{src,demo,bench}/**/*.{ts,tsx}").map(({ path }) => path);

  it("is shared with no other file, but on purpose", () => {
    expect(findShared(paths), REASON).to.deep.equal([]);
  });

  it("has no pattern of names alike on purpose that no file needs", () => {
    const shared = [...Map.groupBy(paths, (path) => basename(path)).values()].filter(
      ({ length }) => length > 1,
    );
    const idle = ALIKE.filter(
      ([pattern]) => !shared.some((group) => group.some((path) => pattern.test(path))),
    );
    expect(idle).to.deep.equal([]);
  });

  it("is found twice where two ordinary rooms use it", () => {
    expect(findShared(["src/a/connect.ts", "src/b/connect.ts", "src/cli/connect.ts"])).to.deep.equal([
      ["src/a/connect.ts", "src/b/connect.ts"],
    ]);
  });
});
