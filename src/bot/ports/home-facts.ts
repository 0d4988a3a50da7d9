import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { Role } from "../../entities/vocabulary.ts";
import type { HomeAlert } from "./home-alert.ts";
import type { SilenceInForce } from "./silences.ts";

/** Part of a list, and how long the whole list is. */
export interface Excerpt<Item> {
  readonly total: number;
  readonly items: readonly Item[];
}

/** What App Home shows, over any number of tenants at once. */
export interface HomeFacts {
  /** The tenants a person has a role for; the installation (`platform`) first if it is one of them. */
  listRoles(slackUserId: string): Promise<readonly { readonly tenantId: string; readonly role: Role }[]>;
  /** Open alerts, the most urgent first. */
  listOpenAlerts(
    tenantIds: readonly string[],
    page: { readonly offset: number; readonly limit: number },
  ): Promise<Excerpt<HomeAlert>>;
  /** The last night of each tenant, and the runs in progress. */
  listLastNights(tenantIds: readonly string[], limit: number): Promise<Excerpt<EnrichmentRun>>;
  /** Those of these tenants whose alerts call nobody. */
  listUncalled(tenantIds: readonly string[]): Promise<readonly string[]>;
  listSilences(tenantIds: readonly string[], limit: number): Promise<Excerpt<SilenceInForce>>;
}
