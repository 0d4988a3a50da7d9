import { parseSync } from "@swc/core";
import { expect } from "chai";
import { type Breach, explain, listFiles, type SourceFile } from "./source-files.ts";

const MOST_LINES = 140;
const MOST_PARAMETERS = 4;

const LENGTH_REASON = `A function has at most ${MOST_LINES} lines. Cut it where a reader would breathe: a part that needs little of the rest becomes a function, or a file beside it.`;
const PARAMETERS_REASON = `A function takes at most ${MOST_PARAMETERS} positional parameters. Put those that belong together into one object, so that a call says what is what.`;

/** Functions that are longer: forms and tables of pages, and state that many small functions share. The list only shrinks. */
const LONGER: readonly string[] = [
  "src/pages/create-page-answers.tsx createPageAnswers",
  "src/pages/create-sign-in.tsx createSignIn",
  "src/pages/places/nights/company-page.tsx load",
  "src/pages/places/nights/overview-page.tsx load",
  "src/pages/places/nights/run-tables.tsx runTables",
  "src/sdk/create-batch-buffer.ts createBatchBuffer",
];

interface FunctionShape extends Breach {
  readonly lines: number;
  readonly parameters: number;
}

interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [field: string]: unknown;
}

/** Every function of a file, with how long it is and how many parameters it takes. */
function findFunctions({ path, text }: SourceFile): FunctionShape[] {
  // The semicolon is the first node, so its place is that of the first byte.
  const bytes = Buffer.from(`;${text}`);
  const { body } = parseSync(bytes.toString(), {
    syntax: "typescript",
    decorators: true,
    tsx: path.endsWith("x"),
    target: "es2024",
  });
  const base = body[0]?.span.start ?? 0;
  const lineOf = (place: number) =>
    bytes
      .subarray(0, place - base)
      .toString()
      .split("\n").length;
  const found: FunctionShape[] = [];

  function walk(value: unknown, name: string): void {
    if (Array.isArray(value)) for (const item of value) walk(item, name);
    if (!isNode(value)) return;
    const inner = isNode(value["function"]) ? value["function"] : value;
    const own = wordOf(value["identifier"]) ?? wordOf(value["key"]) ?? wordOf(value["id"]) ?? name;
    const { span, params } = inner;
    if (span !== undefined && Array.isArray(params) && /Function|Method/.test(value.type)) {
      const line = lineOf(span.start);
      found.push({
        path,
        line,
        found: own,
        lines: lineOf(span.end) - line + 1,
        parameters: params.length,
      });
    }
    for (const [field, part] of Object.entries(value)) if (field !== "span") walk(part, own);
  }
  walk(body, "");
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wordOf(value: unknown): string | undefined {
  const word = isNode(value) ? value["value"] : undefined;
  return typeof word === "string" ? word : undefined;
}

describe("a function", function () {
  this.timeout(60_000);
  const functions = listFiles("src/**/*.{ts,tsx}").flatMap(findFunctions);
  const tooLong = (all: readonly FunctionShape[]) => all.filter(({ lines }) => lines > MOST_LINES);
  const tooWide = (all: readonly FunctionShape[]) =>
    all.filter(({ parameters }) => parameters > MOST_PARAMETERS);

  it("is short enough to be read in one go", () => {
    const unknown = tooLong(functions).filter(({ path, found }) => !LONGER.includes(`${path} ${found}`));
    expect(explain(LENGTH_REASON, unknown)).to.equal("");
  });

  it("is named as longer only while it is", () => {
    const longer = tooLong(functions).map(({ path, found }) => `${path} ${found}`);
    expect(LONGER.filter((one) => !longer.includes(one))).to.deep.equal([]);
  });

  it("takes few enough parameters to be called without counting", () => {
    expect(explain(PARAMETERS_REASON, tooWide(functions))).to.equal("");
  });

  it("is found too long from one line more on, and too wide from one parameter more on", () => {
    const of = (body: string) => findFunctions({ path: "src/a.ts", text: body });
    const lines = (count: number) => `const f = () => {${"\n".repeat(count - 1)}};`;
    expect(tooLong(of(lines(MOST_LINES)))).to.deep.equal([]);
    expect(tooLong(of(lines(MOST_LINES + 1)))).to.deep.equal([
      { path: "src/a.ts", line: 1, found: "f", lines: MOST_LINES + 1, parameters: 0 },
    ]);
    expect(tooWide(of("function f(a, b, c, d) {}"))).to.deep.equal([]);
    expect(tooWide(of("\nclass A { f(a, b, c, d, e) {} }"))).to.deep.equal([
      { path: "src/a.ts", line: 2, found: "f", lines: 1, parameters: 5 },
    ]);
  });
});
