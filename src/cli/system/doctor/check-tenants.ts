import type { Environment } from "../../../config/environment.ts";
import type { Database } from "../../../database/database.ts";
import { readCandidateFunnel } from "../../../database/tenants/candidate-funnel-store.ts";
import {
  listTenantSetups,
  ONBOARDING_STEPS,
  type OnboardingStep,
  type TenantSetup,
} from "../../../database/tenants/tenant-admin-store.ts";
import { listTenants } from "../../../database/tenants/tenant-store.ts";
import { errorCode } from "../../../errors.ts";
import { createTraceId } from "../../../trace-context.ts";
import { createOdoo } from "../../../vendors/odoo/create-odoo.ts";
import { funnelSentence } from "../../kit/render-funnel.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const ODOO_TIMEOUT_MS = 10_000;
const EXPIRY_WARNING_DAYS = 14;
const DAY_MS = 86_400_000;

/** What each step takes. */
const COMMANDS: Readonly<Record<OnboardingStep, string>> = {
  tenant_created: "nightshift tenants create",
  icp_rules: "nightshift icp set",
  odoo_connected: "nightshift tenants odoo",
  companies_imported: "nightshift import",
};

/** How far each tenant is set up, and whether its Odoo answers. Throws ConfigurationError when a policy is damaged. */
export async function checkTenants(
  database: Database,
  environment: Environment,
  now: Date,
): Promise<Finding[]> {
  await listTenants(database);
  const setups = await listTenantSetups(database);
  if (setups.length === 0) {
    return [
      warn("tenants", "there are none", "nightshift tenants create, or nightshift seed to try things out"),
    ];
  }
  const findings = await Promise.all(
    setups.map(async (setup) => [
      setupFinding(setup),
      ...(await checkProfile(database, setup)),
      ...(await checkOdoo(setup, now)),
    ]),
  );
  return [...findings.flat(), ...unknownTenants(setups, environment)];
}

/** A name that is misspelled would keep its tenant from having nights in silence, or have them against all intent. */
function unknownTenants(setups: readonly TenantSetup[], environment: Environment): Finding[] {
  return (["SCHED_TENANT_INCLUDE", "SCHED_TENANT_EXCLUDE"] as const).flatMap((name) => {
    const unknown = environment[name].filter((id) => !setups.some(({ tenantId }) => tenantId === id));
    return unknown.length === 0
      ? []
      : [
          warn(
            name,
            `there is no tenant ${unknown.join(", ")}`,
            "correct it; nightshift tenants list has all",
          ),
        ];
  });
}

function setupFinding({ tenantId, active, steps }: TenantSetup): Finding {
  const subject = `tenant ${tenantId}`;
  if (!active) return warn(subject, "is inactive and runs no nights", "leave it, or activate it");
  const missing = ONBOARDING_STEPS.filter((step) => !steps.includes(step));
  const [next] = missing;
  return next === undefined
    ? ok(subject, "is set up")
    : warn(subject, `not done yet: ${missing.join(", ")}`, COMMANDS[next]);
}

/** Whether anybody fits the profile: a night would end at once. */
async function checkProfile(
  database: Database,
  { tenantId, active, steps }: TenantSetup,
): Promise<Finding[]> {
  if (!active || !steps.includes("icp_rules") || !steps.includes("companies_imported")) return [];
  const funnel = await database.withTenant(tenantId, (transaction) =>
    readCandidateFunnel(transaction, tenantId),
  );
  const subject = `profile of ${tenantId}`;
  return funnel.fitting > 0
    ? [ok(subject, funnelSentence(funnel))]
    : [
        warn(
          subject,
          funnelSentence(funnel),
          `nightshift run --tenant ${tenantId} --dry-run shows what the companies have`,
        ),
      ];
}

/** Odoo's version tells an unreachable server from the rest; it needs no key, so none is unsealed. */
async function checkOdoo({ tenantId, odoo }: TenantSetup, now: Date): Promise<Finding[]> {
  if (odoo === null) return [];
  const subject = `Odoo of ${tenantId}`;
  const renew = `make a new key in Odoo, then: nightshift tenants odoo ${tenantId} …`;
  if (odoo.expiresAt !== null && odoo.expiresAt <= now) {
    return [fail(subject, `its key ended on ${odoo.expiresAt.toISOString().slice(0, 10)}`, renew)];
  }
  const client = createOdoo({
    apiKey: "none",
    baseUrl: odoo.baseUrl,
    database: odoo.database,
    protocol: odoo.protocol,
    login: odoo.login,
    timeoutMs: ODOO_TIMEOUT_MS,
  });
  try {
    const { value: version } = await client.version({ traceId: createTraceId() });
    const left = odoo.expiresAt === null ? null : (odoo.expiresAt.getTime() - now.getTime()) / DAY_MS;
    return left !== null && left < EXPIRY_WARNING_DAYS
      ? [warn(subject, `version ${version}; its key ends in ${Math.ceil(left)} days`, renew)]
      : [ok(subject, `version ${version}`)];
  } catch (error) {
    return [
      fail(
        subject,
        `${odoo.baseUrl} does not answer as Odoo (${errorCode(error)})`,
        `check the address: nightshift tenants odoo ${tenantId} --url …`,
      ),
    ];
  }
}
