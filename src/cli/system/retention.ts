import type { Command } from "commander";
import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { Connection } from "../../database/connect.ts";
import { type RetentionReport, removeExpired } from "../../runner/upkeep/remove-expired.ts";
import { toJson } from "../kit/to-json.ts";

/** What the subcommand needs of the command line's context. */
export interface RetentionContext {
  readonly clock: Clock;
  environment(): Environment;
  print(text: string): void;
  note(text: string): void;
  withConnection<Result>(
    work: (connection: Connection, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>;
}

/** `retention`: removes expired data now, instead of at the runners' next sweep. */
export function registerRetention(command: Command, context: RetentionContext): void {
  command
    .option("--dry-run", "only say what would be removed")
    .option("--json", "as JSON")
    .action(async ({ dryRun = false, json = false }: { dryRun?: boolean; json?: boolean }) => {
      const environment = context.environment();
      const report = await context.withConnection(({ database }, signal) =>
        removeExpired({ database, environment, clock: context.clock }, { dryRun, signal }),
      );
      context.print(json ? toJson({ dryRun, ...report }) : render(report));
      if (!json) context.note(dryRun ? "A dry run: this would be removed." : "This was removed.");
    });
}

function render({
  eventPartitions,
  partitionsInUse,
  stagedRows,
  unreadable,
  tenants,
}: RetentionReport): string {
  return [
    ...tenants.map(
      ({ tenantId, qaSamples, corpora, texts }) =>
        `${tenantId}: ${qaSamples} QA samples, ${corpora} corpora, ${texts} texts left behind`,
    ),
    ...unreadable.map(
      (tenantId) =>
        `${tenantId}: left alone, its policy cannot be read (see \`node_modules/.bin/nightshift doctor\`)`,
    ),
    `all tenants: ${eventPartitions} nights of events, ${stagedRows} rows of imported files`,
    ...(partitionsInUse === 0
      ? []
      : [
          `left: ${partitionsInUse} nights of events, since somebody reads the event log; the next sweep tries again`,
        ]),
  ].join("\n");
}
