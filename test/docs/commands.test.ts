import { expect } from "chai";
import type { Command } from "commander";
import { z } from "zod";
import { createProgram } from "../../src/cli/create-program.ts";
import { createContext } from "../../src/cli/kit/context.ts";
import { listDocs, readCode, readProjectFile } from "./read-docs.ts";

const Package = z.object({ scripts: z.record(z.string(), z.string()) });

/** Why a command line as a document shows it would not be understood, or null. */
function problemWith(program: Command, words: readonly string[]): string | null {
  let command = program;
  let depth = 0;
  for (const word of words) {
    const next = command.commands.find((known) => known.name() === word);
    if (next === undefined) break;
    command = next;
    depth += 1;
  }
  if (depth === 0) return `there is no ${words[0]}`;
  const isGroup = command.commands.length > 0;
  if (isGroup && words.length > depth) return `${command.name()} has no ${words[depth]}`;
  const given = words.filter((word) => /^--?[a-z]/.test(word) && word !== "--help");
  const unknown = given.filter(
    (word) => !command.options.some(({ long, short }) => [long, short].includes(word)),
  );
  if (unknown.length > 0) return `${command.name()} has no ${unknown.join(", ")}`;
  // A command that is only named needs nothing; one that is shown in use needs all it demands.
  if (words.length === depth) return null;
  const missing = command.options.filter(({ mandatory, long }) => mandatory && !given.includes(long ?? ""));
  return missing.length === 0
    ? null
    : `${command.name()} needs ${missing.map(({ long }) => long).join(", ")}`;
}

/** The command lines of nightshift in a line of code, each as its words. */
function commandLines(code: string): string[][] {
  return [...code.matchAll(/(?:^|node_modules\/\.bin\/)nightshift ([a-z][^`|#&─]*)/g)].map(([, rest = ""]) =>
    rest
      .trim()
      .split(/\s+/)
      .filter((word) => word !== "\\"),
  );
}

describe("the commands that documents name", () => {
  let program: Command;

  before(async () => {
    program = await createProgram(createContext());
  });

  it("are commands of the command line, with options it has", () => {
    const lines = listDocs().flatMap((file) =>
      readCode(file)
        .flatMap(commandLines)
        .map((words) => ({ file, words })),
    );
    expect(lines).to.have.length.greaterThan(20);
    const problems = lines.flatMap(({ file, words }) => {
      const problem = problemWith(program, words);
      return problem === null ? [] : [`${file}: nightshift ${words.join(" ")}: ${problem}`];
    });
    expect(problems).to.deep.equal([]);
  });

  it("would be found out", () => {
    expect(problemWith(program, ["tenants", "create"])).to.equal(null);
    expect(problemWith(program, ["tenants", "create", "acme"])).to.equal("create needs --name");
    expect(problemWith(program, ["tenants", "crate"])).to.equal("tenants has no crate");
    expect(problemWith(program, ["migrate", "--backwards"])).to.equal("migrate has no --backwards");
    expect(commandLines("MIGRATION=1 node_modules/.bin/nightshift migrate   # once")).to.deep.equal([
      ["migrate"],
    ]);
  });

  it("are scripts of package.json where npm is to run them", () => {
    const scripts = Object.keys(Package.parse(JSON.parse(readProjectFile("package.json"))).scripts);
    const named = listDocs().flatMap((file) =>
      [...readProjectFile(file).matchAll(/npm run ([\w:-]+)/g)].map(([, script = ""]) => script),
    );
    expect(named).to.include.members(["demo", "check"]);
    expect(named.filter((script) => !scripts.includes(script))).to.deep.equal([]);
  });
});
