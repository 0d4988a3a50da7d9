import { parseSync } from "@swc/core";
import { expect } from "chai";
import { listFiles } from "./source-files.ts";

const REASON =
  "An expression that takes time with the square of a text's length stops every tenant when a site or a vendor sends a long one. Anchor it, let a look-behind allow a match only where a run begins, or bound its repetition.";

/** An expression of ours, and where it stands. */
interface Expression {
  readonly path: string;
  readonly pattern: string;
  readonly flags: string;
}

/** Every regular expression that is written out in a file. */
function expressionsIn(path: string, text: string): Expression[] {
  const found: Expression[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    if (typeof node !== "object" || node === null) return;
    if ("type" in node && node.type === "RegExpLiteral" && "pattern" in node && "flags" in node)
      found.push({ path, pattern: String(node.pattern), flags: String(node.flags) });
    for (const value of Object.values(node)) if (typeof value === "object") visit(value);
  };
  visit(parseSync(text, { syntax: "typescript", tsx: path.endsWith("x"), decorators: true }));
  return found;
}

/** Read only what we have written or cut short ourselves. */
const BOUNDED: Readonly<Record<string, string>> = {
  "src/observability/costs/money.ts": "the digits of an amount of ours",
  "src/imports/reading/read-employees.ts": "at most 200 characters",
};

/** What is repeated: each makes some kind of expression try again and again. */
const UNITS = [
  " ",
  "\t",
  "\n",
  "a",
  "A",
  "0",
  "1",
  ".",
  "-",
  "_",
  "/",
  "<",
  ">",
  '"',
  "'",
  "&",
  "@",
  "=",
  ":",
  "?",
  "+",
  "\\",
  "(",
  "[",
  "a ",
  "a.",
  "1.",
  "a@",
  "a-",
  "0.",
  "a,",
  "&#",
  "<a",
  "--",
  "a/",
  "a=",
  "::",
  " a",
  "\r\n",
  "ü",
];
/** What comes last, so that the whole does not match after all. */
const ENDS = ["", "x", "!", "\n", "\u0000"];
/** Short ones first: some expressions take time with a power of the length, or double it with every character. */
const LENGTHS = [24, 400, 6_000];
/** A scan of so many characters takes some microseconds; with their square it takes tens of milliseconds. */
const LINEAR_MS = 15;

function timeOf(expression: RegExp, text: string): number {
  const started = performance.now();
  expression.lastIndex = 0;
  expression.test(text);
  return performance.now() - started;
}

/** A text that keeps an expression busy for long; null when there is none among those that are tried. */
function findAttack({ pattern, flags }: Pick<Expression, "pattern" | "flags">): string | null {
  const expression = new RegExp(pattern, flags.replace("y", ""));
  for (const length of LENGTHS)
    for (const unit of UNITS)
      for (const end of ENDS) {
        const many = unit.repeat(Math.ceil(length / unit.length));
        if (timeOf(expression, many + end) < LINEAR_MS) continue;
        // The machine may have been busy: it has to be slow again, and by more than its share of a text twice as long.
        const [once, twice] = [
          timeOf(expression, many + end),
          length < 1_000 ? Number.POSITIVE_INFINITY : timeOf(expression, many + many + end),
        ];
        if (once > LINEAR_MS && twice > 2.8 * once) return JSON.stringify(`${unit}…${end}`);
      }
  return null;
}

describe("a regular expression", function () {
  this.timeout(120_000);

  it("takes time in proportion to the text, whatever the text", () => {
    const files = listFiles("src/**/*.{ts,tsx}");
    const expressions = files.flatMap(({ path, text }) => expressionsIn(path, text));
    expect(expressions.length).to.be.greaterThan(200);
    const slow = expressions.flatMap((expression) => {
      const attack = expression.path in BOUNDED ? null : findAttack(expression);
      return attack === null ? [] : [`${expression.path}: /${expression.pattern}/ on ${attack}`];
    });
    expect(slow, REASON).to.deep.equal([]);
  });

  it("is found slow when it is, and read out of any kind of code", () => {
    const [double] = expressionsIn("src/a.ts", "const D = /^\\s*[+-]?\\d*\\.?\\d+(?:[eE][+-]?\\d+)?\\s*$/;");
    expect(double).to.deep.include({ path: "src/a.ts", flags: "" });
    expect(findAttack(double ?? { pattern: "", flags: "" })).to.be.a("string");
    expect(findAttack({ pattern: "\\s+$", flags: "" })).to.be.a("string");
    expect(findAttack({ pattern: "^\\s+", flags: "" })).to.equal(null);
  });
});
