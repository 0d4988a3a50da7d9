import { ANSWERERS, REALISTIC, sooner } from "../../bench/latencies.ts";
import { FAULT_TARGETS } from "../../demo/town/fault.ts";
import { OdooDatabases } from "../../demo/town/vendors/odoo-databases.ts";
import { createTownVendors } from "../../demo/town/vendors/town-vendors.ts";
import { assessRules } from "../../src/alerts/rulebook/evaluate-rules.ts";
import { vendorQuota } from "../../src/alerts/rules/vendor-quota.ts";
import { policyProblems } from "../../src/alerts/settings/policy-problems.ts";
import { runRequestView } from "../../src/bot/blocks/runs/run-views.ts";
import { readVendorList } from "../../src/cli/runs/run.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { TenantPolicy } from "../../src/config/tenant-policy.ts";
import { COMPANY_STAGES, isRunStage, STAGES } from "../../src/entities/stage-table.ts";
import { PAID_STAGES, PAID_VENDORS, RESOURCES, VENDOR_TABLE } from "../../src/entities/vendor-table.ts";
import { DEFAULT_PRICE_CARDS } from "../../src/observability/costs/price-cards.ts";
import { createPriceCharge } from "../../src/observability/costs/price-charge.ts";
import { createCostMetrics } from "../../src/observability/figures/create-run-metrics.ts";
import { limitsOf, planBudgets } from "../../src/runner/budget/ledger/budgets.ts";
import { claimsOf } from "../../src/runner/budget/ledger/claims.ts";
import { estimateVendor } from "../../src/runner/planning/estimate-cost.ts";
import { planFreshRun } from "../../src/runner/planning/plan-stages.ts";
import { PIPELINE } from "../../src/runner/stages/pipeline.ts";
import { createVendors } from "../../src/vendors/create-vendors.ts";
import { vendors } from "../../src/vendors/vendors.ts";
import { makeSnapshot, makeVendor } from "../alerts/make-snapshot.ts";

// Prints where stages, vendors and their budgets turn up in the product, one JSON object; adding-to-the-tables.test.ts runs it
// in a copy of the product that has some more of them.
const NOW = new Date("2026-11-21T17:00:00Z");
const environment = readEnvironment({});
const budgets = planBudgets(environment, TenantPolicy.parse({}));
const price = createPriceCharge(DEFAULT_PRICE_CARDS);
const names = VENDOR_TABLE.flatMap(({ budget }) => (budget === null ? [] : [budget]));
const form = JSON.stringify(
  runRequestView({
    tenantId: "acme",
    rerunOf: "00000000-0000-4000-8000-000000000000",
    stage: null,
    metadata: "",
  }).blocks,
);
const spent = makeSnapshot({
  vendors: VENDOR_TABLE.map(({ vendor }) => makeVendor(vendor, { quotaExhausted: true })),
});
const quarter = sooner(4);

console.log(
  JSON.stringify({
    stages: {
      pipeline: PIPELINE.map(({ stage }) => stage),
      plan: planFreshRun({}).map(({ stage }) => stage),
      ofCompanies: COMPANY_STAGES,
      ofTheRun: STAGES.filter((stage) => isRunStage(stage)),
      inTheSlackForm: STAGES.filter((stage) => form.includes(`"value":"${stage}"`)),
      forecast: PAID_STAGES,
    },
    stagesWithoutEachVendor: Object.fromEntries(
      VENDOR_TABLE.map(({ vendor }) => [
        vendor,
        planFreshRun({ skipVendors: [vendor] })
          .filter(({ status }) => status === "skipped")
          .map(({ stage }) => stage),
      ]),
    ),
    vendors: {
      described: vendors.map(({ name }) => name),
      connected: Object.keys(createVendors({})),
      onTheCommandLine: readVendorList("--skip-vendors", vendors.map(({ name }) => name).join(",")),
      inTheSlackForm: vendors.map(({ name }) => name).filter((name) => form.includes(`"value":"${name}"`)),
      paid: PAID_VENDORS,
      priced: DEFAULT_PRICE_CARDS.map(({ vendor }) => vendor),
      estimated: VENDOR_TABLE.filter(
        ({ vendor }) =>
          estimateVendor(vendor, 10, {
            ratios: [],
            price,
            model: "gpt-5-mini",
            at: NOW,
            mostCalls: 1_000,
            mostTokens: 1_000_000,
          }).calls.expected > 0,
      ).map(({ vendor }) => vendor),
      inTheTown: createTownVendors([], new OdooDatabases([]), new Map()).length - FAULT_TARGETS.length,
      toFail: FAULT_TARGETS,
      inTheBench: ANSWERERS,
      latencies: Object.keys(REALISTIC),
      quarters: ANSWERERS.map((name) => quarter[name] / REALISTIC[name]),
    },
    metrics: createCostMetrics([]).map(({ name }) => name),
    consequences: assessRules(spent, [vendorQuota]).map(({ finding }) => finding?.summary ?? ""),
    claims: claimsOf(
      Object.fromEntries(RESOURCES.map((resource) => [resource, 1])),
      { runId: "r", day: "2026-11-21" },
      limitsOf(budgets),
    ).map(({ scope, resource, limit }) => `${scope} ${resource} ${limit}`),
    tooMuchARun: policyProblems(
      TenantPolicy.parse({
        budgets: {
          perRun: Object.fromEntries(names.map((name) => [name, 2])),
          perDay: Object.fromEntries(names.map((name) => [name, 1])),
        },
      }),
    ),
  }),
);
