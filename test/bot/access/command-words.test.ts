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
    ["*acme*", { rest: ["acme"] }],
    ["_acme_ ~globex~", { rest: ["acme", "globex"] }],
    ["acme,", { rest: ["acme"] }],
    ["#5bff4c8b", { rest: ["5bff4c8b"] }],
    ["5bff4c8b…", { rest: ["5bff4c8b"] }],
    ["5bff4c8b...", { rest: ["5bff4c8b"] }],
    ["Latest Acme", { runRef: "latest", rest: ["Acme"] }],
    ["--help", { help: true, rest: [] }],
    ["?", { help: true, rest: [] }],
    ["acme\u200B", { rest: ["acme"] }],
    ["\u00A0latest\u00A0acme", { runRef: "latest", rest: ["acme"] }],
    ["set CR-02.warnRatio 0.4", { rest: ["set", "CR-02.warnRatio", "0.4"] }],
    ["set CR-02.warnRatio -1", { rest: ["set", "CR-02.warnRatio", "-1"] }],
  ];
  for (const [text, expected] of cases) {
    it(`reads "${text}"`, () => {
      expect(readCommandWords(text)).to.deep.include(expected);
    });
  }
});
