import type { Command } from "commander";
import type { ProofMeans } from "../../alerts/proving/proof-surface.ts";
import { type ProvedRunbook, proveRunbooks } from "../../alerts/proving/prove-runbooks.ts";
import { listProofs } from "../../alerts/proving/runbook-proof-store.ts";
import { readRunbooks } from "../../alerts/runbooks/runbook-store.ts";
import { NotFoundError } from "../../errors.ts";
import { PROJECT_FOLDER } from "../../project-folder.ts";
import type { ProgramContext } from "../kit/context.ts";
import { EXIT_CODES } from "../kit/exit-codes.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";
import { createProofSurface } from "./create-proof-surface.ts";
import { requireStandIns } from "./require-stand-ins.ts";

const RUNBOOKS = `${PROJECT_FOLDER}/runbooks`;

const MEANS_WORDS: Readonly<Record<ProofMeans, string>> = {
  ran: "ran",
  ran_dry: "ran dry",
  planned: "planned",
  parsed: "parsed",
  found: "found",
};

/** `runbooks …`. */
export function registerRunbooks(runbooks: Command, context: ProgramContext): void {
  runbooks
    .command("list")
    .description("list the runbooks, and when each was last proved")
    .option("--json", "as JSON")
    .action(async (options: { json?: true }) => {
      const known = await readRunbooks(RUNBOOKS);
      const proofs = await context.withConnection(({ database }) => database.withService(listProofs));
      const rows = known.map(({ id, title, owner }) => ({
        id,
        title,
        owner,
        proof: proofs.find(({ runbookId }) => runbookId === id) ?? null,
      }));
      if (options.json) return context.print(toJson(rows));
      context.print(
        renderTable(
          ["ID", "TITLE", "PROVED", "RESULT"],
          rows.map(({ id, title, proof }) => [
            id,
            title,
            proof?.provedAt.toISOString().slice(0, 16).replace("T", " ") ?? "never",
            proof === null ? "" : resultOf(proof),
          ]),
        ),
      );
    });

  runbooks
    .command("prove")
    .description(
      "try everything the runbooks tell people to use: queries in a transaction that may only read, commands with --dry-run where there is one, buttons with their rights; exit code 1 if a step does not work",
    )
    .argument("[ids...]", "these alone")
    .option(
      "--execute",
      "run queries and commands for real; only where every vendor is a stand-in on this machine",
    )
    .option("--json", "every step as JSON")
    .action(async (ids: readonly string[], options: { execute?: true; json?: true }) => {
      const known = await readRunbooks(RUNBOOKS);
      const unknown = ids.find((id) => !known.some((runbook) => runbook.id === id));
      if (unknown !== undefined) {
        throw new NotFoundError(
          "runbook",
          unknown.slice(0, 40),
          known.map(({ id }) => id),
        );
      }
      const environment = context.environment();
      const proved = await context.withConnection(async (connection, signal) => {
        const { database } = connection;
        if (options.execute) await requireStandIns(environment, database);
        const surface = createProofSurface({ ...context, connection, environment });
        return proveRunbooks(
          { database, clock: context.clock, runbooks: known, surface },
          { executes: options.execute === true, only: ids.length === 0 ? null : ids, signal },
        );
      });
      context.print(options.json ? toJson(proved.map(asJson)) : render(proved));
      if (proved.some(({ proof }) => proof.broken.length > 0)) context.endWith(EXIT_CODES.unexpected.code);
    });
}

function resultOf({ broken, steps }: ProvedRunbook["proof"]): string {
  return broken.length === 0 ? `all ${steps} steps work` : `${broken.length} of ${steps} steps do not work`;
}

function asJson({ proof, steps }: ProvedRunbook) {
  const { runbookId, provedAt, version, executed } = proof;
  return { runbookId, provedAt, version, executed, steps };
}

function render(proved: readonly ProvedRunbook[]): string {
  const table = renderTable(
    ["RUNBOOK", "STEPS", "HOW", "RESULT"],
    proved.map(({ proof, steps }) => [
      proof.runbookId,
      String(proof.steps),
      countMeans(steps),
      proof.broken.length === 0 ? "works" : "BROKEN",
    ]),
  );
  const broken = proved.flatMap(({ proof }) =>
    proof.broken.map(
      ({ kind, text, where, problem }) =>
        `${proof.runbookId}, ${where}: ${problem}\n  ${kind.replaceAll("_", " ")}: ${text.replaceAll("\n", "\n  ")}`,
    ),
  );
  const steps = proved.reduce((sum, { proof }) => sum + proof.steps, 0);
  const end =
    broken.length === 0
      ? `All ${steps} steps of ${proved.length} runbooks work.`
      : `${broken.length} of ${steps} steps do not work.`;
  return [table, "", ...broken.flatMap((text) => [text, ""]), end].join("\n");
}

function countMeans(steps: ProvedRunbook["steps"]): string {
  return Object.entries(MEANS_WORDS)
    .map(([means, words]) => ({ words, count: steps.filter((step) => step.means === means).length }))
    .filter(({ count }) => count > 0)
    .map(({ words, count }) => `${count} ${words}`)
    .join(", ");
}
