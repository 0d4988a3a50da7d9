import { readTenant } from "../database/tenant-store.ts";
import type { Stage } from "../entities/vocabulary.ts";
import { createPriceCharge } from "../observability/cost.ts";
import type { VendorName } from "../vendors/vendor.ts";
import { vendors } from "../vendors/vendors.ts";
import { forbidWrites, previewSelection, readVendorRatios } from "./dry-run-store.ts";
import { estimateVendor, type Range, type StageEstimate } from "./estimate-cost.ts";
import { type PlannedStage, STAGE_OF_VENDOR } from "./plan-stages.ts";
import { measureTakeover, nameTakeover } from "./resume-store.ts";
import type { RunManifest } from "./run-manifest.ts";
import { planRun, type RunRequest, type StartDependencies } from "./start-run.ts";

/** What a run would do. */
export interface DryRun {
  readonly tenantId: string;
  readonly stages: readonly PlannedStage[];
  /** Companies it would work on; null candidates: it takes over another run's selection. */
  readonly companies: {
    readonly count: number;
    readonly candidates: number | null;
    readonly first: readonly string[];
  };
  readonly estimates: readonly StageEstimate[];
  /** Dollars, of what has a price. */
  readonly costUsd: Range;
  readonly manifest: RunManifest;
}

const NAMES_SHOWN = 10;
const RUNS_LOOKED_AT = 5;

/** Says what a run would do and cost, in a transaction that cannot write, without a call to anybody. Throws as startRun does. */
export async function dryRun(dependencies: StartDependencies, request: RunRequest): Promise<DryRun> {
  const { database, environment, clock } = dependencies;
  const tenant = await readTenant(database, request.tenantId);
  return database.withTenant(tenant.tenantId, async (transaction) => {
    await forbidWrites(transaction);
    const { manifest, stages, takeover } = await planRun(dependencies, transaction, tenant, request);
    const preview = await previewSelection(transaction, manifest.cap, NAMES_SHOWN);
    const companies =
      takeover === null
        ? { count: preview.selected, candidates: preview.candidates, first: preview.names }
        : {
            count: (await measureTakeover(transaction, takeover)).companies,
            candidates: null,
            first: await nameTakeover(transaction, takeover, NAMES_SHOWN),
          };
    const ratios = await readVendorRatios(transaction, RUNS_LOOKED_AT);
    const price = createPriceCharge();
    const isPending = (stage: Stage) =>
      stages.some((planned) => planned.stage === stage && planned.status === "pending");
    const hasKey = (vendor: VendorName, setting: keyof typeof environment | undefined) =>
      vendor === "odoo" || (setting !== undefined && environment[setting] !== undefined);
    const estimates = vendors
      .filter(({ name, settings }) => isPending(STAGE_OF_VENDOR[name]) && hasKey(name, settings?.apiKey))
      .map(({ name }) =>
        estimateVendor(name, companies.count, {
          ratios,
          price,
          model: manifest.openaiModel,
          at: clock(),
          mostCalls: mostCalls(name, manifest),
        }),
      );
    const total = (pick: keyof Range) =>
      estimates.reduce((sum, { costUsd }) => sum + (costUsd?.[pick] ?? 0), 0);
    return {
      tenantId: tenant.tenantId,
      stages,
      companies,
      estimates,
      costUsd: { low: total("low"), expected: total("expected"), high: total("high") },
      manifest,
    };
  });
}

function mostCalls(vendor: VendorName, { budgets }: RunManifest): number {
  switch (vendor) {
    case "tavily":
      return budgets.tavilyQueries;
    case "lusha":
      return budgets.lushaLookups;
    case "zerobounce":
      return budgets.zerobounceVerifications;
    case "openai":
    case "odoo":
      return Number.POSITIVE_INFINITY;
  }
}
