import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { PassThrough, pipeline } from "node:stream";
import cliProgress from "cli-progress";
import type { Command } from "commander";
import { errorCode, InvalidInputError, NotFoundError } from "../errors.ts";
import { type ImportReport, RefusedFileError } from "../runner/import-companies/import-report.ts";
import { importCompanies } from "../runner/import-companies.ts";
import type { CliContext } from "./context.ts";
import { CLI_ACTOR } from "./on-tenant.ts";
import { printable } from "./render-table.ts";

const SHOWN_REJECTS = 20;

/** `import`: takes companies from a CSV file. */
export function registerImport(program: Command, context: CliContext): void {
  program
    .command("import")
    .description("import companies from a CSV file (docs/csv-format.md); all of it or nothing is written")
    .argument("<file>", "the CSV file")
    .requiredOption("--tenant <id>", "whose companies they are")
    .option("--strict", "refuse the file if one row is bad, instead of leaving bad rows out")
    .option("--json", "the report as JSON")
    .action(async (file: string, options: { tenant: string; strict?: true; json?: true }) => {
      const size = await sizeOf(file);
      const show = (report: ImportReport) =>
        context.print(options.json ? JSON.stringify(report, null, 2) : renderReport(report));
      try {
        show(
          await context.withConnection(async ({ database }, signal) => {
            const progress = startProgress(context, size);
            const stream = createReadStream(file);
            // A pipe may stay silent for ever: whoever reads hears of the signal here, not with the next byte.
            const bytes = new PassThrough({ signal });
            pipeline(stream, bytes, () => undefined); // its reader is told
            try {
              return await importCompanies(database, {
                tenantId: options.tenant,
                bytes,
                fileName: basename(file),
                actor: CLI_ACTOR,
                strict: options.strict === true,
                signal,
                onProgress: (rows) => progress.update(stream.bytesRead, rows),
              });
            } catch (error) {
              signal.throwIfAborted();
              throw error;
            } finally {
              progress.stop();
              bytes.destroy();
            }
          }),
        );
      } catch (error) {
        if (error instanceof RefusedFileError) show(error.report);
        throw error;
      }
    });
}

async function sizeOf(file: string): Promise<number> {
  try {
    const entry = await stat(file);
    if (entry.isDirectory()) throw new InvalidInputError("file", `${file} is a folder. Name a CSV file.`);
    return entry.size;
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw new NotFoundError("file", file);
    throw error;
  }
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

function renderReport(report: ImportReport): string {
  const lines = [
    `${report.read} rows read: ${report.imported} companies imported, ${report.updated} updated, ` +
      `${report.duplicates} duplicates, ${report.rejectedRows} rejected.`,
  ];
  if (report.ignoredColumns.length > 0) {
    lines.push(`Columns that were ignored: ${report.ignoredColumns.map(printable).join(", ")}.`);
  }
  for (const { line, field, problem } of report.rejected.slice(0, SHOWN_REJECTS)) {
    lines.push(`  line ${line}: ${field} ${problem}`);
  }
  if (report.rejected.length > SHOWN_REJECTS) {
    lines.push(`  … and ${report.rejected.length - SHOWN_REJECTS} more; --json lists them.`);
  }
  return lines.join("\n");
}
