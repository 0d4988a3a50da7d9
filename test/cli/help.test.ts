import { expect } from "chai";
import type { Command } from "commander";
import { createProgram } from "../../src/cli/create-program.ts";
import { placeTenant } from "../../src/cli/declare-tenant.ts";
import { EXAMPLES } from "../../src/cli/examples.ts";
import { createContext } from "../../src/cli/kit/context.ts";
import { SUBCOMMANDS } from "../../src/cli/subcommands.ts";

describe("the help of the command line", () => {
  let program: Command;

  before(async () => {
    program = await createProgram(createContext());
  });

  const leaves = (command: Command, path: readonly string[] = []): [string, Command][] =>
    command.commands.length === 0
      ? [[path.join(" "), command]]
      : command.commands.flatMap((inner) => leaves(inner, [...path, inner.name()]));

  it("has an example of every command, and none of commands that there are not", () => {
    const names = leaves(program).map(([name]) => name);
    expect(Object.keys(EXAMPLES)).to.have.members(names);
  });

  it("shows examples with options that the commands have", () => {
    for (const [name, command] of leaves(program)) {
      const example = EXAMPLES[name] ?? "";
      expect(example, name).to.include(`nightshift ${name}`);
      const options = example.match(/(?<= )--?[a-z][a-z-]*/g)?.filter((option) => option !== "--help") ?? [];
      const known = command.options.flatMap(({ long, short }) => [long, short]);
      expect(known, example).to.include.members(options);
    }
  });

  it("loads a subcommand only when it is named", async () => {
    const alone = await createProgram(createContext(), ["icp", "list"]);
    const loaded = alone.commands.filter(({ commands }) => commands.length > 0).map((one) => one.name());
    expect(loaded).to.deep.equal(["icp"]);
    expect(alone.commands.map((one) => one.name())).to.deep.equal(SUBCOMMANDS.map(({ name }) => name));
  });

  const placed: [string, string][] = [
    ["icp list --tenant acme --json", "icp list acme --json"],
    ["icp list acme", "icp list acme"],
    ["tenants users --tenant=acme add U1 viewer", "tenants users acme add U1 viewer"],
    ["tenants policy --set {} --tenant acme", "tenants policy acme --set {}"],
    ["run --tenant acme --cap 5", "run --tenant acme --cap 5"],
    ["alerts response --tenant acme", "alerts response --tenant acme"],
    ["icp list --tenant", "icp list --tenant"],
  ];
  for (const [given, meant] of placed) {
    it(`takes "${given}" for "${meant}"`, () => {
      expect(placeTenant(program, given.split(" ")).join(" ")).to.equal(meant);
    });
  }
});
