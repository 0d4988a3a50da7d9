import { expect } from "chai";
import { SUBCOMMANDS } from "../../src/cli/subcommands.ts";
import { listDocs, readCode } from "../docs/read-docs.ts";
import { type Breach, explain, findAll, listFiles, type SourceFile } from "./source-files.ts";

const REASON =
  "A command is shown as people can type it after `npm ci`: node_modules/.bin/nightshift … (`npx nightshift` fetches whatever has that name, and a bare `nightshift` is found by nobody who has no alias).";

/** A command without the path at which npm puts it. A Slack command begins with a slash, a lock's name is no command. */
const BARE = new RegExp(
  String.raw`(?<![\w/.@-])(?:npx )?nightshift (?:${SUBCOMMANDS.map(({ name }) => name).join("|")})\b`,
  "g",
);
const EXCEPTIONS = /hashtext\(|nightshift doctor: this channel/;

function findBare(file: SourceFile): Breach[] {
  const lines = file.text
    .split("\n")
    .map((line) => (/^\s*(\*|\/\/|\/\*)/.test(line) || EXCEPTIONS.test(line) ? "" : line));
  return findAll({ ...file, text: lines.join("\n") }, BARE);
}

describe("a command that is shown to people", () => {
  it("is the one that works, in messages", () => {
    const files = listFiles("{src,demo,bench}/**/*.{ts,tsx}");
    expect(explain(REASON, files.flatMap(findBare))).to.equal("");
  });

  it("is the one that works, in documents", () => {
    const bare = listDocs()
      .filter((file) => !/CHANGELOG|ARCHITECTURE/.test(file))
      .flatMap((file) =>
        readCode(file).flatMap((code) => [...code.matchAll(BARE)].map(([found]) => `${file}: ${found}`)),
      );
    expect(bare).to.deep.equal([]);
  });

  it("is found bare in a message and by npx, and in no Slack command, comment or path", () => {
    const find = (text: string) => findBare({ path: "src/some.ts", text }).map(({ found }) => found);
    expect(find(`note("Run: nightshift migrate")`)).to.deep.equal(["nightshift migrate"]);
    expect(find("x = `npx nightshift doctor`")).to.deep.equal(["npx nightshift doctor"]);
    expect(find("  // nightshift migrate")).to.deep.equal([]);
    expect(find("x = `/nightshift keys list`; y = `node_modules/.bin/nightshift keys`")).to.deep.equal([]);
    expect(find("all that nightshift knows")).to.deep.equal([]);
  });
});
