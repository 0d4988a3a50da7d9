import { NotFoundError, UsageError } from "../../errors.ts";
import { headOf } from "../blocks/kit/text.ts";
import { nearestWord } from "./nearest-word.ts";

/** The tenant that a person wrote, in any case, among those they have a role for; throws with the nearest one otherwise. */
export function ownTenant(named: string, own: readonly string[]): string {
  const found = findOwnTenant(named, own);
  if (found !== null) return found;
  const nearest = nearestWord(named, own);
  if (nearest === null) throw new NotFoundError("tenant", headOf(named, 60), own);
  throw new UsageError(`There is no tenant "${headOf(named, 60)}". Did you mean \`${nearest}\`?`);
}

/** The same without an error; null when it is none of theirs. */
export function findOwnTenant(named: string, own: readonly string[]): string | null {
  return own.find((tenantId) => tenantId.toLowerCase() === named.toLowerCase()) ?? null;
}
