import { refreshCandidates } from "../../database/tenants/candidate-view-store.ts";
import type { RunWork } from "../stage-work/stage-work.ts";

/** Refreshes the materialized view of the companies that fit each tenant's profile. */
export const mvRefresh: RunWork = async (run, { database }) => {
  await database.withTenant(run.tenantId, refreshCandidates, { isLong: true });
  return { outcome: "success" };
};
