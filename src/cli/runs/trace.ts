import type { Command } from "commander";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import { followTrace } from "../../observability/reads/follow-trace.ts";
import { readTraceId } from "../../trace-context.ts";
import { readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

/** `trace ID`: everything that happened under a trace, in order. */
export function registerTrace(command: Command, context: CliContext): void {
  command
    .argument("<id>", "a trace id, as log lines, problems and cards show it")
    .requiredOption("--tenant <id>")
    .option("--limit <n>", "how many steps", "200")
    .option("--json", "as JSON")
    .action(async (id: string, options: { tenant: string; limit: string; json?: true }) => {
      const traceId = readTraceId(id);
      if (traceId === null) throw new InvalidInputError("id", "must be a trace id: 32 hex digits");
      const limit = readNumber("--limit", options.limit, 1);
      const { steps, isCut } = await context.withConnection(async ({ database }) => {
        await requireTenant(database, options.tenant);
        return followTrace(database, options.tenant, { traceId, limit });
      });
      if (steps.length === 0) throw new NotFoundError("trace", traceId);
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
