import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { type Command, CommanderError } from "commander";
import type { CommandMode, CommandProof, ProofSurface } from "../../alerts/proving/proof-surface.ts";
import { buttonRoles } from "../../bot/acts/button-roles.ts";
import { COMMANDS } from "../../bot/commands/commands.ts";
import type { Environment } from "../../config/environment.ts";
import { SETTING_NAMES } from "../../config/environment.ts";
import type { Connection } from "../../database/connect.ts";
import { ConflictError, errorCode, UnprocessableError } from "../../errors.ts";
import { ROUTES } from "../../http/routes.ts";
import { placeTenant } from "../declare-tenant.ts";
import type { CliContext, ProgramContext } from "../kit/context.ts";

/** Commands that end only when they are stopped. */
const ENDLESS = ["start", "runner", "bot"];
/** The option of commands that can say what they would do. */
const DRY_RUN = "--dry-run";
/** Companies in a run for a proof; a whole night would take too long. */
const CAP = ["--cap", "3"];
/** A file to import for a proof. */
const COMPANIES = "name,website,country\nNorthwind Proofs,northwind-proofs.example,SG\n";

type SurfaceContext = Pick<ProgramContext, "clock" | "createProgram"> & {
  readonly connection: Connection;
  readonly environment: Environment;
};

/** What runbooks may tell people to use: commands, slash commands, addresses, buttons and settings of this version. */
export function createProofSurface({
  clock,
  connection,
  environment,
  createProgram,
}: SurfaceContext): ProofSurface {
  async function tryCommand(words: readonly string[], mode: CommandMode): Promise<CommandProof> {
    const folder = await mkdtemp(join(tmpdir(), "nightshift-proof-"));
    try {
      await writeFile(join(folder, "COMPANIES.csv"), COMPANIES);
      const inFolder = words.map((word) => (word.endsWith(".csv") ? join(folder, word) : word));
      const context = quietContext({ clock, connection, environment });
      const program = await createProgram(context, inFolder);
      const placed = placeTenant(program, inFolder);
      return await tryWords(program, placed, mode);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return {
    tryCommand,
    slashes: [
      ...COMMANDS.map(({ name, usage }) => ({ name, usage })),
      ...ROUTES.map(({ path }) => ({ name: path, usage: "" })),
    ],
    buttons: buttonRoles(),
    settings: SETTING_NAMES,
    hasFirstAdmin: environment.SLACK_FIRST_ADMIN !== undefined,
  };
}

async function tryWords(
  program: Command,
  words: readonly string[],
  mode: CommandMode,
): Promise<CommandProof> {
  const { command, depth } = findCommand(program, words);
  const has = (option: string) => command.options.some(({ long }) => long === option);
  const isDry = mode === "dry" && has(DRY_RUN);
  const runs = isDry || (mode === "execute" && !ENDLESS.includes(command.name()));
  const means = !runs ? "parsed" : isDry ? "ran_dry" : "ran";
  if (command.commands.length > 0) {
    const said =
      depth === 0 || words.length > depth
        ? `there is no command "${words.slice(0, depth + 1).join(" ")}"`
        : null;
    return { means: "parsed", problem: said };
  }
  if (!runs) command.action(() => undefined);
  const more = [
    ...(isDry && !words.includes(DRY_RUN) ? [DRY_RUN] : []),
    ...(runs && !isDry && has("--cap") && !words.includes("--cap") ? CAP : []),
  ];
  try {
    await program.parseAsync([...words, ...more], { from: "user" });
    return { means, problem: null };
  } catch (error) {
    // What the installation's state does not allow now is no fault of the runbook.
    if (error instanceof ConflictError || error instanceof UnprocessableError)
      return { means, problem: null };
    const said = error instanceof Error ? error.message : String(error);
    return {
      means,
      problem:
        error instanceof CommanderError ? said.replace(/^error: /, "") : `${errorCode(error)}: ${said}`,
    };
  }
}

/** The innermost command that words name, and how many of them name it. */
function findCommand(
  program: Command,
  words: readonly string[],
): { readonly command: Command; readonly depth: number } {
  let command = program;
  let depth = 0;
  for (const word of words) {
    const next = command.commands.find((known) => known.name() === word);
    if (next === undefined) break;
    command = next;
    depth += 1;
  }
  return { command, depth };
}

/** A context in which a command says nothing and works on a connection that is open. */
function quietContext({ clock, connection, environment }: Omit<SurfaceContext, "createProgram">): CliContext {
  const nowhere = () => new Writable({ write: (_text, _encoding, done) => done() });
  const lasting = { ...connection, close: () => Promise.resolve() };
  return {
    clock,
    out: nowhere(),
    err: nowhere(),
    variable: () => undefined,
    environment: () => environment,
    fileSettings: () => [],
    print: () => undefined,
    note: () => undefined,
    endWith: () => undefined,
    withConnection: (work) => work(lasting, new AbortController().signal),
  };
}
