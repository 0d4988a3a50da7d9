import { expect } from "chai";
import { nearestWord } from "../../../src/bot/access/nearest-word.ts";

describe("the nearest word", () => {
  const cases: [string, string[], string | null][] = [
    ["acmee", ["acme", "globex"], "acme"],
    ["ACM", ["acme", "globex"], "acme"],
    ["globx", ["acme", "globex"], "globex"],
    ["golbex", ["acme", "globex"], "globex"],
    ["initech", ["acme", "globex"], null],
    ["a", ["b"], null],
    ["acxx", ["acme"], null],
    ["", ["acme"], null],
    ["x", [], null],
  ];
  for (const [word, known, expected] of cases) {
    it(`to "${word}" is ${expected}`, () => {
      expect(nearestWord(word, known)).to.equal(expected);
    });
  }
});
