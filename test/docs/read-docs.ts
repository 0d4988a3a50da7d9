import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer, type Token, type Tokens } from "marked";

/** The project's folder. */
export const ROOT = join(import.meta.dirname, "../..");

const ELSEWHERE = ["node_modules", "dist", "coverage"];

/** A file of the project as text. */
export function readProjectFile(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Every markdown file of the project, its path from the root. */
export function listDocs(): string[] {
  return globSync("**/*.md", {
    cwd: ROOT,
    exclude: (path) => ELSEWHERE.includes(path) || (path.startsWith(".") && path !== "."),
  }).toSorted();
}

/** The rows of the first table below a heading, as plain text: no backticks, and of a link only its words. */
export function readTable(path: string, heading: string): string[][] {
  const tokens = lexer(readProjectFile(path));
  const start = tokens.findIndex((token) => isHeading(token) && token.text === heading);
  if (start < 0) throw new Error(`${path} has no heading "${heading}"`);
  const table = tokens.slice(start).find(isTable);
  if (table === undefined) throw new Error(`${path} has no table below "${heading}"`);
  return table.rows.map((row) => row.map(({ text }) => plain(text)));
}

/** The first column of such a table; a cell may name several things. */
export function readNames(path: string, heading: string): string[] {
  return readTable(path, heading).flatMap(([name = ""]) => name.split(" "));
}

/** Commands and other code of a file: its blocks, and what stands between backticks. */
export function readCode(path: string): string[] {
  // A line that goes on below is one line.
  const text = readProjectFile(path).replace(/\\\n\s*/g, "");
  const blocks = [...text.matchAll(/```[a-z]*\n([\s\S]*?)```/g)].flatMap(([, code = ""]) => code.split("\n"));
  const inline = [...text.replace(/```[\s\S]*?```/g, "").matchAll(/`([^`\n]+)`/g)].map(
    ([, code = ""]) => code,
  );
  return [...blocks, ...inline];
}

/** The fenced blocks of a language, in the order of the page. */
export function readFencedBlocks(path: string, language: string): string[] {
  return lexer(readProjectFile(path)).flatMap((token) =>
    token.type === "code" && token["lang"] === language ? [String(token["text"])] : [],
  );
}

function plain(text: string): string {
  return text
    .replaceAll("`", "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .trim();
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === "heading";
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === "table";
}
