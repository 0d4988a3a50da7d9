import { open, rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import type { Database } from "../../database/database.ts";
import { errorCode, InvalidInputError } from "../../errors.ts";
import { EVENT_COLUMNS } from "../../observability/events/event-columns.ts";
import { streamEvents } from "../../observability/events/event-reader-store.ts";
import { renderCsv } from "../../observability/events/render-csv.ts";
import { SCORE_COLUMNS } from "../../observability/reads/score-columns.ts";
import { streamScores } from "../../observability/reads/score-reader-store.ts";
import { QA_COLUMNS } from "../../qa/verdicts/qa-csv.ts";
import { readQaRows } from "../../qa/verdicts/verdict-store.ts";
import { readWord } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { findRunId } from "./find-run-id.ts";

const KINDS = ["events", "qa", "scores"] as const;
type Kind = (typeof KINDS)[number];

/** `export`: a run's results as CSV. */
export function registerExport(command: Command, context: CliContext): void {
  command
    .argument("<kind>", KINDS.join(", "))
    .requiredOption("--tenant <id>", "whose run it is")
    .option("--run <id>", "the run's id, its beginning, latest, or latest-rerun", "latest")
    .option("-o, --output <file>", "instead of standard output")
    .option(
      "--bom",
      "for a spreadsheet: a byte order mark, and numbers in names kept as text (with -o the default)",
    )
    .option("--no-bom", "for a program, also with -o")
    .action(async (kindText: string, options: ExportOptions) => {
      const forPeople = options.bom ?? options.output !== undefined;
      const kind = readWord("kind", kindText, KINDS);
      await context.withConnection(async ({ database }, signal) => {
        const runId = await findRunId(database, options.tenant, options.run);
        const asked = { kind, tenantId: options.tenant, runId, forPeople };
        const csv = renderKind(asked, database, (text) => context.note(text));
        if (options.output === undefined) {
          await pipeline(Readable.from(csv), context.out, { signal, end: false });
        } else {
          await writeWhole(csv, options.output, signal);
          context.note(`Wrote ${kind} of run ${runId} to ${options.output}.`);
        }
      });
    });
}

interface ExportOptions {
  readonly tenant: string;
  readonly run: string;
  readonly output?: string;
  /** Undefined unless given. */
  readonly bom?: boolean;
}

function renderKind(
  {
    kind,
    tenantId,
    runId,
    forPeople,
  }: {
    readonly kind: Kind;
    readonly tenantId: string;
    readonly runId: string;
    readonly forPeople: boolean;
  },
  database: Database,
  note: (text: string) => void,
): AsyncGenerator<string> {
  const style = { forPeople };
  switch (kind) {
    case "events":
      return renderCsv(EVENT_COLUMNS, streamEvents(database, tenantId, runId), style);
    case "qa":
      return renderCsv(QA_COLUMNS, streamQa(database, { tenantId, runId }, note), style);
    case "scores":
      return renderCsv(SCORE_COLUMNS, streamScores(database, tenantId, runId), style);
  }
}

/** A sample is small: one batch. */
async function* streamQa(
  database: Database,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
  note: (text: string) => void,
) {
  const rows = await database.withTenant(tenantId, (transaction) => readQaRows(transaction, runId));
  if (rows.length === 0)
    note(`Run ${runId} has no QA sample: name an earlier one (node_modules/.bin/nightshift runs list).`);
  yield rows;
}

/** The file appears only when it is complete. */
async function writeWhole(csv: AsyncIterable<string>, file: string, signal: AbortSignal): Promise<void> {
  const partial = `${file}.partial`;
  const output = await open(partial, "w").catch((cause: unknown) => {
    throw notWritable(file, cause);
  });
  try {
    await pipeline(Readable.from(csv), output.createWriteStream(), { signal });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw errorCode(error) in REASONS ? notWritable(file, error) : error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "it is a folder",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

function notWritable(file: string, cause: unknown): InvalidInputError {
  const code = errorCode(cause);
  return new InvalidInputError("--output", `${file} cannot be written: ${REASONS[code] ?? code}`, { cause });
}
