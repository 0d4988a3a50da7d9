import { agentDearerModel } from "./agents/agent-dearer-model.ts";
import { agentKey } from "./agents/agent-key.ts";
import { agentLimited } from "./agents/agent-limited.ts";
import { agentMoreCalls } from "./agents/agent-more-calls.ts";
import { agentProviderDown } from "./agents/agent-provider-down.ts";
import { agentStopped } from "./agents/agent-stopped.ts";
import { agentUsualCost } from "./agents/agent-usual-cost.ts";
import { weWereDeaf } from "./agents/we-were-deaf.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { odooDown } from "./odoo/odoo-down.ts";
import { odooField } from "./odoo/odoo-field.ts";
import { odooKeyRefused } from "./odoo/odoo-key-refused.ts";
import { odooLimits } from "./odoo/odoo-limits.ts";
import { odooRights } from "./odoo/odoo-rights.ts";
import { databaseSlow } from "./operation/database-slow.ts";
import { fewerCompanies } from "./operation/fewer-companies.ts";
import { noRunner } from "./operation/no-runner.ts";
import { oneNightPart } from "./operation/one-night-part.ts";
import { partOfInstallation } from "./operation/part-of-installation.ts";
import { runnerDied } from "./operation/runner-died.ts";
import { settingChanged } from "./operation/setting-changed.ts";
import { viewStale } from "./operation/view-stale.ts";
import { certificates } from "./sites/certificates.ts";
import { newImport } from "./sites/new-import.ts";
import { oneCountry } from "./sites/one-country.ts";
import { ordinaryNight } from "./sites/ordinary-night.ts";
import { ourDns } from "./sites/our-dns.ts";
import { ourEgress } from "./sites/our-egress.ts";
import { ourProxy } from "./sites/our-proxy.ts";
import { robotsChanged } from "./sites/robots-changed.ts";
import { sitesLimitUs } from "./sites/sites-limit-us.ts";
import { budgetSpent } from "./vendors/budget-spent.ts";
import { noPrice } from "./vendors/no-price.ts";
import { quotaGone } from "./vendors/quota-gone.ts";
import { rateLimited } from "./vendors/rate-limited.ts";
import { vendorDown } from "./vendors/vendor-down.ts";
import { vendorKey } from "./vendors/vendor-key.ts";
import { vendorPlan } from "./vendors/vendor-plan.ts";
import { vendorRequest } from "./vendors/vendor-request.ts";
import { vendorSchema } from "./vendors/vendor-schema.ts";

/** Every cause that is considered. */
export const HYPOTHESES: readonly Hypothesis[] = [
  ourDns,
  ourEgress,
  ourProxy,
  oneCountry,
  sitesLimitUs,
  robotsChanged,
  newImport,
  certificates,
  ordinaryNight,
  vendorKey,
  vendorPlan,
  vendorSchema,
  vendorRequest,
  rateLimited,
  quotaGone,
  vendorDown,
  budgetSpent,
  noPrice,
  odooKeyRefused,
  odooRights,
  odooField,
  odooDown,
  odooLimits,
  runnerDied,
  noRunner,
  databaseSlow,
  viewStale,
  settingChanged,
  fewerCompanies,
  oneNightPart,
  partOfInstallation,
  agentDearerModel,
  agentMoreCalls,
  agentUsualCost,
  agentLimited,
  agentKey,
  agentProviderDown,
  agentStopped,
  weWereDeaf,
];
