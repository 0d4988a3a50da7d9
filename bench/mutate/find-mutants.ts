import { parseSync, transformSync } from "@swc/core";

/** One small change to a source file that its tests should notice. */
export interface Mutant {
  readonly line: number;
  readonly what: string;
  readonly source: string;
}

const OPERATORS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
};

const syntaxOf = (path: string) =>
  ({ syntax: "typescript", decorators: true, tsx: path.endsWith("x") }) as const;

/** A node of swc's syntax tree. Its span counts bytes from where the parser happened to stand. */
interface Node {
  readonly type: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly [field: string]: unknown;
}

/** Every change of an operator, a limit, a condition or a truth value of a source file, each on its own. */
export function findMutants(source: string, path: string): Mutant[] {
  // The semicolon is the first node, so its place is that of the first byte.
  const bytes = Buffer.from(`;${source}`);
  const { body } = parseSync(bytes.toString(), { ...syntaxOf(path), target: "es2024" });
  const base = body[0]?.span.start ?? 0;
  const mutants: Mutant[] = [];

  const place = ({ span }: Node) => [span.start - base, span.end - base] as const;
  const text = (from: number, to: number) => bytes.subarray(from, to).toString();
  function add(from: number, to: number, by: string): void {
    mutants.push({
      line: text(0, from).split("\n").length,
      what: `${text(from, to)} became ${by}`,
      source: text(1, from) + by + text(to, bytes.length),
    });
  }

  function mutate(node: Node): void {
    const [from, to] = place(node);
    const { left, right, test, operator, argument, value } = node;
    if (node.type === "BinaryExpression" && isNode(left) && isNode(right)) {
      const [, start] = place(left);
      const [end] = place(right);
      const at = text(start, end).indexOf(String(operator));
      const other = OPERATORS[String(operator)];
      const joinsText =
        operator === "+" && [left, right].some(({ type }) => /StringLiteral|Template/.test(type));
      if (other !== undefined && at >= 0 && !joinsText) {
        const first = start + Buffer.byteLength(text(start, end).slice(0, at));
        add(first, first + String(operator).length, other);
      }
    }
    if ((node.type === "ConditionalExpression" || node.type === "IfStatement") && isNode(test)) {
      for (const truth of ["true", "false"]) add(...place(test), truth);
    }
    if (node.type === "UnaryExpression" && operator === "!" && isNode(argument)) {
      add(from, to, text(...place(argument)));
    }
    if (node.type === "BooleanLiteral") add(from, to, String(value !== true));
    if (node.type === "NumericLiteral") add(from, to, String(Number(value) + 1));
  }

  function walk(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) walk(item);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    if (isNode(value)) {
      if (/^Ts(?!As|Satisfies|NonNull|Const)/.test(value.type)) return;
      mutate(value);
    }
    for (const [field, inner] of Object.entries(value)) if (field !== "span") walk(inner);
  }
  walk(body);
  return mutants;
}

/** What Node runs of a source file. */
export function compile(source: string, path: string): string {
  return transformSync(source, {
    jsc: {
      parser: syntaxOf(path),
      target: "es2024",
      transform: { legacyDecorator: true, useDefineForClassFields: false, react: { runtime: "automatic" } },
    },
    module: { type: "es6" },
  }).code;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "span" in value;
}
