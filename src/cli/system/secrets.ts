import type { Command } from "commander";
import type { Environment } from "../../config/environment.ts";
import type { Connection } from "../../database/connect.ts";
import {
  countSealed,
  replaceLostHashKey,
  rotateSecrets,
  type SealedCounts,
} from "../../database/rotate-secrets-store.ts";
import { ConfigurationError } from "../../errors.ts";

/** What the subcommand needs of the command line's context. */
export interface SecretsContext {
  environment(): Environment;
  print(text: string): void;
  note(text: string): void;
  withConnection<Result>(
    work: (connection: Connection, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>;
}

/** `secrets rotate`: seals every stored secret with a new SECRETS_KEY. */
export function registerSecrets(command: Command, context: SecretsContext): void {
  command
    .command("rotate")
    .description("seal every stored secret with SECRETS_KEY, which takes over from SECRETS_KEY_OLD")
    .option("--dry-run", "only count what is sealed with which key")
    .option(
      "--new-hash-key",
      "for a key that is lost: begin the hashes of addresses anew; what was excluded by address is then to be excluded again",
    )
    .action(async ({ dryRun = false, newHashKey = false }: { dryRun?: boolean; newHashKey?: boolean }) => {
      const environment = context.environment();
      if (newHashKey && !dryRun) {
        await context.withConnection(async ({ database, secrets }) => {
          const isReplaced = await replaceLostHashKey(database, secrets);
          context.print(
            isReplaced
              ? "Hashes of addresses begin anew. Restart all processes, and exclude addresses again: they are not found any more."
              : "Nothing is lost: SECRETS_KEY opens the key of the hashes, which stays.",
          );
        });
        return;
      }
      if (!dryRun && environment.SECRETS_KEY_OLD === undefined) {
        throw new ConfigurationError([
          {
            name: "SECRETS_KEY_OLD",
            problem:
              "is needed to rotate: set it to the key until now (of the embedded database: the file secrets-key in NIGHTSHIFT_DIR), and SECRETS_KEY to a new one (openssl rand -hex 32)",
          },
        ]);
      }
      await context.withConnection(async ({ database, secrets }, signal) => {
        if (!dryRun) context.print(`${await rotateSecrets(database, secrets, signal)} sealed anew`);
        const counts = await countSealed(database, secrets);
        context.print(countsText(counts));
        if (!dryRun && counts.old === 0)
          context.note("Nothing is left of the old key: remove SECRETS_KEY_OLD everywhere, and restart.");
      });
    });
}

function countsText({ current, old, unreadable }: SealedCounts): string {
  return `${current} with SECRETS_KEY, ${old} with SECRETS_KEY_OLD, ${unreadable} with neither`;
}
