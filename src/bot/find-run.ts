import { InvalidInputError, NotFoundError } from "../errors.ts";
import type { CommandWords } from "./command-words.ts";
import type { BotDependencies, RunStats } from "./dependencies.ts";
import { requireRole } from "./require-role.ts";

/** Most tenants one answer looks through; somebody with more must name one. */
const MAX_TENANTS = 20;

/** The run a command means: by id, or the newest of the named tenant, or the newest of all the person's tenants. */
export async function findRun(
  slackUserId: string,
  { runRef, rest }: CommandWords,
  action: string,
  dependencies: Pick<
    BotDependencies,
    "listTenantsFor" | "readRunStats" | "listRecentRuns" | "roleOf" | "audit"
  >,
): Promise<{ stats: RunStats; otherTenants: readonly string[] }> {
  const [named, ...surplus] = rest;
  if (surplus.length > 0) {
    throw new InvalidInputError(
      "command",
      `"${surplus.join(" ").slice(0, 60)}" is one word too many; say \`help\` for what it takes`,
    );
  }
  const own = await dependencies.listTenantsFor(slackUserId);
  if (named !== undefined && !own.includes(named)) throw new NotFoundError("tenant", named.slice(0, 60), own);
  if (own.length === 0) {
    throw new InvalidInputError("tenant", "you have no role for any tenant yet; ask an admin for one");
  }
  const tenantIds = named === undefined ? own : [named];
  if (tenantIds.length > MAX_TENANTS) {
    throw new InvalidInputError("tenant", `you see ${own.length} tenants; name the one you mean`);
  }
  for (const tenantId of tenantIds)
    await requireRole({ slackUserId, tenantId }, "viewer", action, dependencies);
  const found = (await Promise.all(tenantIds.map((tenantId) => dependencies.readRunStats(tenantId, runRef))))
    .filter((stats) => stats !== null)
    .toSorted((a, b) => b.run.startedAt.getTime() - a.run.startedAt.getTime());
  const [stats] = found;
  if (stats === undefined) {
    const known = await Promise.all(tenantIds.map((tenantId) => dependencies.listRecentRuns(tenantId, 5)));
    throw new NotFoundError("run", runRef, known.flat().slice(0, 5));
  }
  return { stats, otherTenants: own.filter((tenantId) => tenantId !== stats.run.tenantId) };
}
