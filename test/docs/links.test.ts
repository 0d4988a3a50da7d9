import { existsSync, globSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { lexer, type Token, type Tokens, walkTokens } from "marked";
import { listDocs, ROOT, readProjectFile } from "./read-docs.ts";

/** What a file links to: links and pictures, but not other sites. */
function linksOf(text: string): string[] {
  const links: string[] = [];
  void walkTokens(lexer(text), (token) => {
    if (isLink(token) && !/^[a-z][a-z0-9+.-]*:/i.test(token.href)) links.push(token.href);
  });
  return links;
}

function isLink(token: Token): token is Tokens.Link | Tokens.Image {
  return token.type === "link" || token.type === "image";
}

/** The headings of a file as GitHub makes anchors of them. */
function anchorsOf(text: string): string[] {
  return [...text.replace(/```[\s\S]*?```/g, "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Why a link of a file leads nowhere, or null when it leads somewhere. */
function problemWith(file: string, link: string): string | null {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : join(dirname(file), decodeURIComponent(path));
  // Runbooks are served without the ending of their files, and link to each other that way.
  const candidates = dirname(file) === "runbooks" ? [target, `${target}.md`] : [target];
  const found = candidates.find((candidate) => existsSync(join(ROOT, candidate)));
  if (found === undefined) return `${file} links to ${link}, which does not exist`;
  if (anchor === undefined || statSync(join(ROOT, found)).isDirectory()) return null;
  return anchorsOf(readProjectFile(found)).includes(anchor)
    ? null
    : `${file} links to ${link}, but ${found} has no such heading`;
}

/** The documents that code sends its readers to. */
function docsNamedInCode(): string[] {
  const files = globSync("{src,demo,migrations}/**/*.{ts,tsx}", { cwd: ROOT });
  const named = files.flatMap((file) => readProjectFile(file).match(/\bdocs\/[\w/-]+\.md\b/g) ?? []);
  return [...new Set(named)];
}

describe("the links between documents", () => {
  const docs = listDocs();

  it("are looked for in the documents there are", () => {
    expect(docs).to.include.members([
      "README.md",
      "ARCHITECTURE.md",
      "docs/glossary.md",
      "runbooks/CR-02.md",
    ]);
    expect(docs.flatMap((file) => linksOf(readProjectFile(file)))).to.have.length.greaterThan(40);
  });

  it("lead to files and headings that exist", () => {
    const problems = docs.flatMap((file) =>
      linksOf(readProjectFile(file)).map((link) => problemWith(file, link)),
    );
    expect(problems.filter((problem) => problem !== null)).to.deep.equal([]);
  });

  it("include no page that code names and nobody wrote", () => {
    expect(docsNamedInCode()).to.include("docs/glossary.md");
    expect(docsNamedInCode().filter((file) => !existsSync(join(ROOT, file)))).to.deep.equal([]);
  });
});
