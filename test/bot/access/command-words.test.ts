import { expect } from "chai";
import { readCommandWords } from "../../../src/bot/access/command-words.ts";
import { RUN_ID } from "../support/cards.ts";

describe("the words after a slash command", () => {
  const cases: [string, Partial<ReturnType<typeof readCommandWords>>][] = [
    ["", { help: false, share: false, runRef: "latest", rest: [] }],
    ["  latest   acme ", { runRef: "latest", rest: ["acme"] }],
    [`${RUN_ID.toUpperCase()} share`, { runRef: RUN_ID, share: true, rest: [] }],
    [`acme \`${RUN_ID}\``, { runRef: RUN_ID, rest: ["acme"] }],
    ["HELP", { help: true }],
    ["acme globex", { rest: ["acme", "globex"] }],
    ["“acme”", { rest: ["acme"] }],
  ];
  for (const [text, expected] of cases) {
    it(`reads "${text}"`, () => {
      expect(readCommandWords(text)).to.deep.include(expected);
    });
  }
});
