import type { Command } from "commander";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import { findTraces, followTrace } from "../../observability/reads/follow-trace.ts";
import { readTraceReference } from "../../trace-context.ts";
import { readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

/** `trace ID`: everything that happened under a trace, in order. */
export function registerTrace(command: Command, context: CliContext): void {
  command
    .argument("<id>", "a trace id, or its first six digits or more, as log lines, problems and cards show it")
    .requiredOption("--tenant <id>")
    .option("--limit <n>", "how many steps", "200")
    .option("--json", "as JSON")
    .action(async (id: string, options: { tenant: string; limit: string; json?: true }) => {
      const reference = readTraceReference(id);
      if (reference === null) {
        throw new InvalidInputError("id", "must be a trace id: 32 hex digits, or the first six or more");
      }
      const limit = readNumber("--limit", options.limit, 1);
      const { steps, isCut } = await context.withConnection(async ({ database }) => {
        await requireTenant(database, options.tenant);
        const [traceId = reference, ...others] = await findTraces(database, options.tenant, reference);
        if (others.length > 0) {
          throw new InvalidInputError(
            "id",
            `is the beginning of several: ${[traceId, ...others].join(", ")}`,
          );
        }
        return followTrace(database, options.tenant, { traceId, limit });
      });
      if (steps.length === 0) throw new NotFoundError("trace", reference);
      if (options.json) {
        context.print(toJson(steps));
        return;
      }
      context.print(
        renderTable(
          ["time", "kind", "what", "detail", "where", "took", "error"],
          steps.map(({ at, kind, what, detail, stage, vendor, durationMs, errorCode }) => [
            at.toISOString(),
            kind,
            what,
            detail ?? "",
            [stage, vendor].filter((place) => place !== null).join(" "),
            durationMs === null ? "" : `${durationMs} ms`,
            errorCode ?? "",
          ]),
        ),
      );
      if (isCut) context.note(`There are more than ${limit} steps: ask for more with --limit.`);
    });
}
