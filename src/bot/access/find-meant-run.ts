import { ConflictError, NotFoundError, UsageError } from "../../errors.ts";
import { headOf } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { RunStats } from "../ports/runs.ts";
import type { CommandWords } from "./command-words.ts";
import { findOwnTenant, ownTenant } from "./own-tenant.ts";
import { type Act, requireRole } from "./require-role.ts";

/** The most tenants one answer covers; a person with more must name one. */
const MAX_TENANTS = 20;

/** The run a command is about: by id, or the newest of the named tenant, or the newest of all the person's tenants. */
export async function findMeantRun(
  slackUserId: string,
  words: CommandWords,
  action: Act,
  dependencies: Pick<BotDependencies, "access" | "runs">,
): Promise<{ stats: RunStats; otherTenants: readonly string[]; isLatest: boolean }> {
  const own = await dependencies.access.listTenantsFor(slackUserId);
  const { runRef, rest } = withShortReference(words, own);
  const [named, ...surplus] = rest;
  if (surplus.length > 0) {
    throw new UsageError(
      `"${headOf(surplus.join(" "), 60)}" is more than this command takes. Add \`help\` to see what it does.`,
    );
  }
  if (own.length === 0) {
    throw new UsageError("You have no role for any tenant yet. Ask an admin for one (`/nightshift roles`).");
  }
  const tenantIds = named === undefined ? own : [ownTenant(named, own)];
  if (tenantIds.length > MAX_TENANTS) {
    throw new UsageError(`You see ${own.length} tenants: name the one you mean.`);
  }
  for (const tenantId of tenantIds) await requireRole({ slackUserId, tenantId }, action, dependencies);
  const found = (
    await Promise.all(tenantIds.map((tenantId) => dependencies.runs.readStats(tenantId, runRef)))
  )
    .filter((stats) => stats !== null)
    .toSorted((a, b) => b.run.startedAt.getTime() - a.run.startedAt.getTime());
  const [stats] = found;
  if (stats === undefined) {
    if (runRef === "latest-running") {
      throw new ConflictError(`No run of ${tenantIds.join(", ")} is in progress. /runs shows the others.`);
    }
    const known = await Promise.all(tenantIds.map((tenantId) => dependencies.runs.list(tenantId, 5)));
    throw new NotFoundError(
      "run",
      runRef,
      known
        .flat()
        .slice(0, 5)
        .map(({ runId }) => runId.slice(0, 8)),
    );
  }
  return {
    stats,
    otherTenants: own.filter((tenantId) => tenantId !== stats.run.tenantId),
    isLatest: runRef.startsWith("latest"),
  };
}

/** A word that looks like the beginning of a run's id, as cards and lists show it, is that run; a tenant of that name takes precedence. */
function withShortReference(
  { runRef, rest }: CommandWords,
  tenantIds: readonly string[],
): Pick<CommandWords, "runRef" | "rest"> {
  const short = rest.find((word) => /^[0-9a-f]{6,8}$/i.test(word) && findOwnTenant(word, tenantIds) === null);
  if (runRef !== "latest" || short === undefined) return { runRef, rest };
  return { runRef: short.toLowerCase(), rest: rest.filter((word) => word !== short) };
}
