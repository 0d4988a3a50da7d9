import { sqlStateOf } from "./sql-state.ts";

/**
 * SQLSTATEs of a running server that cannot do the work at the moment: read only (25006), disk, memory or another limit
 * reached (53), locked for too long (55P03), taking too long (57014), storage that fails (58), lost to another
 * transaction (40). The same statement may succeed a minute later.
 */
const REFUSAL_STATES = /^(25006|53...|55P03|57014|58...|40...)$/;

/** Whether the server refused a statement because of its own state, not because of the statement. */
export function isRefusal(error: unknown): boolean {
  const code = sqlStateOf(error);
  return code !== undefined && REFUSAL_STATES.test(code);
}
