import { basename } from "node:path";
import cliProgress from "cli-progress";
import type { Command } from "commander";
import { importCompanies } from "../../imports/import-companies.ts";
import { type ImportReport, RefusedFileError } from "../../imports/import-report.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";
import { printable } from "../kit/render-table.ts";
import { findInput } from "./find-input.ts";

const SHOWN_REJECTS = 20;

/** `import`: takes companies from a CSV file. */
export function registerImport(command: Command, context: CliContext): void {
  command
    .argument("<file>", "the CSV file")
    .requiredOption("--tenant <id>", "whose companies they are")
    .option("--strict", "refuse the file if one row is bad, instead of leaving bad rows out")
    .option("--json", "the report as JSON")
    .action(async (file: string, options: { tenant: string; strict?: true; json?: true }) => {
      const input = await findInput(file);
      const show = (report: ImportReport) =>
        context.print(options.json ? JSON.stringify(report, null, 2) : renderReport(report));
      try {
        show(
          await context.withConnection(async ({ database }, signal) => {
            const progress = startProgress(context, input.size);
            const stream = input.open(signal);
            try {
              return await importCompanies(database, {
                tenantId: options.tenant,
                bytes: stream,
                fileName: basename(file),
                actor: CLI_ACTOR,
                strict: options.strict === true,
                signal,
                onProgress: (rows) => progress.update(stream.bytesRead, rows),
              });
            } finally {
              progress.stop();
              stream.destroy();
            }
          }),
        );
      } catch (error) {
        if (error instanceof RefusedFileError) show(error.report);
        throw error;
      }
    });
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
