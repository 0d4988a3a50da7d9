import { basename } from "node:path";
import cliProgress from "cli-progress";
import type { Command } from "commander";
import { InvalidInputError } from "../../errors.ts";
import { importCompanies } from "../../imports/import-companies.ts";
import { type ImportReport, RefusedFileError } from "../../imports/import-report.ts";
import { COMPANY_COLUMNS, type CompanyColumn } from "../../imports/reading/company-columns.ts";
import { DoubtfulHeaderError } from "../../imports/reading/read-header.ts";
import { undoImport } from "../../imports/undo-import.ts";
import { readWord } from "../kit/arguments.ts";
import { askAtTerminal, isYes } from "../kit/ask-at-terminal.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";
import { toJson } from "../kit/to-json.ts";
import { terminalColumns, wrapText } from "../kit/wrap-text.ts";
import { findInput } from "./find-input.ts";
import { renderImport } from "./render-import.ts";

interface ImportOptions {
  readonly tenant: string;
  readonly map: readonly string[];
  readonly strict?: true;
  readonly undo?: string;
  readonly json?: true;
}

/** `import`: imports companies from a CSV file, or undoes such an import. */
export function registerImport(command: Command, context: CliContext): void {
  command
    .argument("[file]", "the CSV file")
    .requiredOption("--tenant <id>", "whose companies they are")
    .option("--map <column=header...>", `read a column from this header, e.g. website="Website URL"`, [])
    .option("--strict", "refuse the file for one bad row, cell or empty column instead of leaving it out")
    .option("--undo <import>", "take an import back, by its id or the beginning of it")
    .option("--json", "the report as JSON")
    .action(async (file: string | undefined, options: ImportOptions) => {
      if (options.undo !== undefined)
        return undo(context, options.tenant, options.undo, options.json === true);
      if (file === undefined) throw new InvalidInputError("file", "is missing: name the CSV file to import");
      const map = readMap(options.map);
      const show = (report: ImportReport) =>
        context.print(
          options.json ? toJson(report) : wrapText(renderImport(report, options.tenant), terminalColumns()),
        );
      for (;;) {
        try {
          return show(await importFile(context, file, options, map));
        } catch (error) {
          if (error instanceof RefusedFileError) show(error.report);
          if (!(error instanceof DoubtfulHeaderError) || !(await confirm(context, error, map))) throw error;
        }
      }
    });
}

async function importFile(
  context: CliContext,
  file: string,
  options: ImportOptions,
  map: ReadonlyMap<CompanyColumn, string | null>,
): Promise<ImportReport> {
  const input = await findInput(file);
  return context.withConnection(async ({ database }, signal) => {
    const progress = startProgress(context, input.size);
    const stream = input.open(signal);
    try {
      return await importCompanies(database, {
        tenantId: options.tenant,
        bytes: stream,
        fileName: basename(file),
        actor: CLI_ACTOR,
        now: context.clock(),
        strict: options.strict === true,
        map,
        signal,
        onProgress: (rows) => progress.update(stream.bytesRead, rows),
      });
    } finally {
      progress.stop();
      stream.destroy();
    }
  });
}

function readMap(texts: readonly string[]): Map<CompanyColumn, string | null> {
  return new Map(
    texts.map((text) => {
      const [, column = "", header = ""] = /^([^=]*)=([\s\S]*)$/.exec(text) ?? [];
      if (!text.includes("=")) {
        throw new InvalidInputError(
          "--map",
          `must be column=header such as website="Website URL", not "${text}"`,
        );
      }
      return [readWord("--map", column.trim(), COMPANY_COLUMNS), header.trim() === "" ? null : header.trim()];
    }),
  );
}

/** Asks a person at a terminal about each header in doubt, and notes the answers; false if nobody can be asked. */
async function confirm(
  context: CliContext,
  { guesses }: DoubtfulHeaderError,
  map: Map<CompanyColumn, string | null>,
): Promise<boolean> {
  for (const { column, header } of guesses) {
    const answer = await askAtTerminal(context, `Is "${header}" the column ${column}? [y/N] `);
    if (answer === null) return false;
    map.set(column, isYes(answer) ? header : null);
  }
  return map.get("company_name") !== null;
}

async function undo(
  context: CliContext,
  tenantId: string,
  reference: string,
  isJson: boolean,
): Promise<void> {
  const report = await context.withConnection(({ database }) =>
    undoImport({ database, clock: context.clock }, { tenantId, reference, actor: CLI_ACTOR }),
  );
  if (isJson) return context.print(toJson(report));
  const { fileName, removed, restored, kept } = report;
  const stay = kept === 0 ? "" : ` ${kept} stay, because a later import has them too.`;
  context.print(
    `Took back the import of ${fileName}: ${removed} companies removed, ${restored} put back as they were.${stay}`,
  );
}

/** A bar where somebody looks at a terminal, nothing elsewhere. */
function startProgress(context: CliContext, size: number) {
  const bar = new cliProgress.SingleBar({
    format: "importing {bar} {percentage}% · {rows} rows",
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  if (context.err !== process.stderr || !process.stderr.isTTY) {
    return { update: () => undefined, stop: () => undefined };
  }
  bar.start(Math.max(size, 1), 0, { rows: 0 });
  return {
    update: (bytes: number, rows: number) => bar.update(bytes, { rows }),
    stop: () => bar.stop(),
  };
}
