import type { ScoreRow } from "../../observability/reads/score-columns.ts";
import type { ShortlistStatus } from "../../observability/reads/shortlist-store.ts";

/** Reads a tenant's scores. */
export interface ScorePort {
  /** The newest score of each of the tenant's companies. */
  streamLatest(tenantId: string): AsyncIterable<readonly ScoreRow[]>;
  readShortlist(tenantId: string): Promise<ShortlistStatus>;
}
