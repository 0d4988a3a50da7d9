import type { Environment } from "../../config/environment.ts";
import type { Transaction } from "../../database/database.ts";
import { findOdooConnection } from "../../database/tenants/odoo-connection-store.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import type { Stage } from "../../entities/stage-table.ts";
import { type Resource, VENDOR_TABLE, type VendorName, vendorRow } from "../../entities/vendor-table.ts";
import { usdNumber } from "../../nano-usd.ts";
import { listPriceCards } from "../../observability/costs/price-card-store.ts";
import { DEFAULT_PRICE_CARDS } from "../../observability/costs/price-cards.ts";
import { createPriceCharge } from "../../observability/costs/price-charge.ts";
import { vendors } from "../../vendors/vendors.ts";
import { leftOf, limitsOf } from "../budget/ledger/budgets.ts";
import { readUsed } from "../budget/ledger/ledger-store.ts";
import { isExportOnly } from "../record/export-only.ts";
import { localDate } from "../record/local-date.ts";
import type { RunManifest } from "../record/run-manifest.ts";
import { NO_COMPANY, REASONS } from "../record/stage-reasons.ts";
import { forbidWrites, previewExports, previewSelection, readVendorRatios } from "./dry-run-store.ts";
import { estimateVendor, type Range, type StageEstimate } from "./estimate-cost.ts";
import type { PlannedStage } from "./plan-stages.ts";
import { countTakeover, measureTakeover, nameTakeover } from "./resume-store.ts";
import { planRun, type RunPlan, type RunRequest, type StartDependencies } from "./start-run.ts";

/** What a run would do. */
export interface DryRun {
  readonly tenantId: string;
  /** Stages whose vendor has no key or connection at the moment count as left out. */
  readonly stages: readonly PlannedStage[];
  /** Why the run would end as failed; null if no reason is known. */
  readonly failure: string | null;
  /**
   * Companies it would work on: as many candidates as the cap lets through, and `added` that match a rule by industry alone.
   * `candidates` is null if it takes over another run's selection.
   */
  readonly companies: {
    readonly count: number;
    readonly added: number;
    readonly candidates: number | null;
    readonly first: readonly string[];
  };
  readonly estimates: readonly StageEstimate[];
  /** Dollars, for whatever has a price. */
  readonly costUsd: Range;
  readonly manifest: RunManifest;
}

const NAMES_SHOWN = 10;
const RUNS_LOOKED_AT = 5;

/** What a run would do and cost: from a read-only transaction, without vendor calls. Throws the same errors as startRun. */
export async function dryRun(dependencies: StartDependencies, request: RunRequest): Promise<DryRun> {
  const { database, environment, clock } = dependencies;
  const tenant = await readTenant(database, request.tenantId);
  return database.withTenant(tenant.tenantId, async (transaction) => {
    await forbidWrites(transaction);
    const plan = await planRun(dependencies, transaction, tenant, request);
    const { manifest, takeover } = plan;
    const hasOdoo = (await findOdooConnection(transaction)) !== null;
    const stages = plan.stages.map((stage) => leaveOutImpossible(stage, environment, hasOdoo));
    const companies = await previewCompanies(transaction, {
      manifest,
      takeover,
      minScore: tenant.policy.exportMinScore ?? environment.exportMinScore,
    });
    const companiesOf =
      takeover === null ? () => companies.count : await countTakeover(transaction, takeover);
    const ratios = await readVendorRatios(transaction, RUNS_LOOKED_AT);
    const cards = await listPriceCards(transaction, tenant.tenantId);
    const day = `day:${localDate(clock(), tenant.timezone)}`;
    const used = await readUsed(transaction, tenant.tenantId, [day]);
    const limits = limitsOf(manifest.budgets);
    const left = (resource: Resource) => leftOf(resource, limits, used, { run: "run:new", day });
    const price = createPriceCharge([...cards, ...DEFAULT_PRICE_CARDS]);
    const isPending = (stage: Stage) =>
      stages.some((planned) => planned.stage === stage && planned.status === "pending");
    const estimates = VENDOR_TABLE.filter(({ stage }) => isPending(stage)).map(({ vendor, stage }) =>
      estimateVendor(vendor, companiesOf(stage), {
        ratios,
        price,
        model: manifest.openaiModel,
        at: clock(),
        ...mostOf(vendor, left),
      }),
    );
    const mostUsd = usdNumber(left("nano_usd"));
    const total = (pick: keyof Range) =>
      Math.min(
        mostUsd,
        estimates.reduce((sum, { costUsd }) => sum + (costUsd?.[pick] ?? 0), 0),
      );
    return {
      tenantId: tenant.tenantId,
      stages,
      failure:
        isPending("select_targets") && companies.count === 0 && !isExportOnly(manifest) ? NO_COMPANY : null,
      companies,
      estimates,
      costUsd: { low: total("low"), expected: total("expected"), high: total("high") },
      manifest,
    };
  });
}

/** Marks a stage whose vendor cannot be called at the moment as skipped, which is what the run would do. */
function leaveOutImpossible(planned: PlannedStage, environment: Environment, hasOdoo: boolean): PlannedStage {
  const vendor = vendors.find(({ name }) => vendorRow(name).stage === planned.stage);
  if (planned.status !== "pending" || vendor === undefined) return planned;
  const { settings } = vendor;
  if (settings === null) {
    return hasOdoo ? planned : { ...planned, status: "skipped", reason: REASONS.noOdoo };
  }
  return environment[settings.apiKey] === undefined
    ? { ...planned, status: "skipped", reason: `${settings.apiKey} is not set` }
    : planned;
}

async function previewCompanies(
  transaction: Transaction,
  { manifest, takeover, minScore }: Pick<RunPlan, "manifest" | "takeover"> & { readonly minScore: number },
): Promise<DryRun["companies"]> {
  if (takeover !== null) {
    const { companies } = await measureTakeover(transaction, takeover);
    return {
      count: companies,
      added: 0,
      candidates: null,
      first: await nameTakeover(transaction, takeover, NAMES_SHOWN),
    };
  }
  const { cap } = manifest;
  const floor = Math.min(manifest.candidateFloor, cap);
  const { candidates, selected, added, names } = isExportOnly(manifest)
    ? await previewExports(transaction, { cap, minScore, names: NAMES_SHOWN })
    : await previewSelection(transaction, { cap, floor, names: NAMES_SHOWN });
  return { count: selected, added, candidates, first: names };
}

/** The most a run may use of a vendor: the tighter of the run's budget and what is left of the tenant's day. */
function mostOf(
  vendor: VendorName,
  left: (resource: Resource) => number,
): { readonly mostCalls: number; readonly mostTokens: number } {
  const { resource, chargedBy } = vendorRow(vendor);
  const most = resource === null ? Number.POSITIVE_INFINITY : left(resource);
  const isTokens = chargedBy === "token";
  return {
    mostCalls: isTokens ? Number.POSITIVE_INFINITY : most,
    mostTokens: isTokens ? most : Number.POSITIVE_INFINITY,
  };
}
