import { callsNobody } from "../../../config/called-people.ts";
import type { Environment } from "../../../config/environment.ts";
import type { Secrets } from "../../../database/create-secrets.ts";
import type { Database } from "../../../database/database.ts";
import { readCandidateFunnel } from "../../../database/tenants/candidate-funnel-store.ts";
import { findOdooConnection } from "../../../database/tenants/odoo-connection-store.ts";
import {
  listTenantSetups,
  ONBOARDING_STEPS,
  type OnboardingStep,
  type TenantSetup,
} from "../../../database/tenants/onboarding-store.ts";
import { listTenants, type TenantSettings } from "../../../database/tenants/tenant-store.ts";
import { errorCode } from "../../../errors.ts";
import { createTraceId } from "../../../trace-context.ts";
import { VendorError } from "../../../vendors/calling/vendor-error.ts";
import { createOdoo } from "../../../vendors/odoo/create-odoo.ts";
import { funnelSentence } from "../../kit/render-funnel.ts";
import { type DoctorFinding, fail, ok, warn, warnLive } from "./doctor-finding.ts";

const ODOO_TIMEOUT_MS = 10_000;
const EXPIRY_WARNING_DAYS = 14;
const DAY_MS = 86_400_000;

/** How to complete each step. */
const COMMANDS: Readonly<Record<OnboardingStep, string>> = {
  tenant_created: "node_modules/.bin/nightshift tenants create",
  icp_rules: "node_modules/.bin/nightshift icp set",
  odoo_connected: "node_modules/.bin/nightshift tenants odoo",
  companies_imported: "node_modules/.bin/nightshift import",
};

/** How far each tenant is set up, and whether its Odoo answers. Throws ConfigurationError when a policy is damaged. */
export async function checkTenants(
  database: Database,
  secrets: Secrets,
  environment: Environment,
  now: Date,
): Promise<DoctorFinding[]> {
  const tenants = await listTenants(database);
  const setups = await listTenantSetups(database);
  if (setups.length === 0) {
    return [
      warn(
        "tenants",
        "there are none",
        "node_modules/.bin/nightshift tenants create, or node_modules/.bin/nightshift seed to try things out",
      ),
    ];
  }
  const findings = await Promise.all(
    setups.map(async (setup) => [
      setupFinding(setup),
      ...(await checkProfile(database, setup)),
      ...(await checkOdoo({ database, secrets, now }, setup)),
    ]),
  );
  return [
    ...findings.flat(),
    ...tenants.filter(({ active }) => active).flatMap(nobodyToCall),
    ...unknownTenants(setups, environment),
  ];
}

/** A misspelled name would silently keep its tenant's nights from running, or let them run against what was meant. */
function unknownTenants(setups: readonly TenantSetup[], environment: Environment): DoctorFinding[] {
  return (["SCHED_TENANT_INCLUDE", "SCHED_TENANT_EXCLUDE"] as const).flatMap((name) => {
    const unknown = environment[name].filter((id) => !setups.some(({ tenantId }) => tenantId === id));
    return unknown.length === 0
      ? []
      : [
          warn(
            name,
            `there is no tenant ${unknown.join(", ")}`,
            "correct it; node_modules/.bin/nightshift tenants list has all",
          ),
        ];
  });
}

function setupFinding({ tenantId, active, steps }: TenantSetup): DoctorFinding {
  const subject = `tenant ${tenantId}`;
  if (!active) return warn(subject, "is inactive and runs no nights", "leave it, or activate it");
  const missing = ONBOARDING_STEPS.filter((step) => !steps.includes(step));
  const [next] = missing;
  return next === undefined
    ? ok(subject, "is set up")
    : warn(subject, `not done yet: ${missing.join(", ")}`, COMMANDS[next]);
}

/** Neither a critical or high alert nor a reminder of it would mention anybody. */
function nobodyToCall({ tenantId, policy }: TenantSettings): DoctorFinding[] {
  return !callsNobody(policy)
    ? []
    : [
        warnLive(
          `escalation of ${tenantId}`,
          "nobody is called, neither by a critical or high alert nor when it is not acknowledged",
          `node_modules/.bin/nightshift tenants set ${tenantId} --call U…, or /nightshift call in Slack`,
        ),
      ];
}

/** Whether any company fits the profile: without one, a night ends at once. */
async function checkProfile(
  database: Database,
  { tenantId, active, steps }: TenantSetup,
): Promise<DoctorFinding[]> {
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
          `node_modules/.bin/nightshift run --tenant ${tenantId} --dry-run shows what the companies have`,
        ),
      ];
}

/** Whether Odoo answers and accepts the key: a search that may find nothing and costs nothing. */
async function checkOdoo(
  { database, secrets, now }: { readonly database: Database; readonly secrets: Secrets; readonly now: Date },
  { tenantId, odoo }: TenantSetup,
): Promise<DoctorFinding[]> {
  if (odoo === null) return [];
  const subject = `Odoo of ${tenantId}`;
  const renew = `make a new key in Odoo, then: node_modules/.bin/nightshift tenants odoo ${tenantId} …`;
  if (odoo.expiresAt !== null && odoo.expiresAt <= now) {
    return [fail(subject, `its key ended on ${odoo.expiresAt.toISOString().slice(0, 10)}`, renew)];
  }
  const connection = await database.withTenant(tenantId, findOdooConnection);
  const apiKey = connection === null ? null : unseal(secrets, connection.apiKeySealed);
  if (apiKey === null) {
    return [
      fail(
        "SECRETS_KEY",
        `does not open the Odoo key of ${tenantId}: it is another one than the key was sealed with`,
        "restore the SECRETS_KEY from its backup, or enter the key anew (node_modules/.bin/nightshift tenants odoo)",
      ),
    ];
  }
  const { baseUrl, database: name, protocol, login } = odoo;
  const client = createOdoo({ apiKey, baseUrl, database: name, protocol, login, timeoutMs: ODOO_TIMEOUT_MS });
  const context = { traceId: createTraceId() };
  try {
    const { value: version } = await client.version(context);
    await client.checkKey(context);
    const left = odoo.expiresAt === null ? null : (odoo.expiresAt.getTime() - now.getTime()) / DAY_MS;
    return left !== null && left < EXPIRY_WARNING_DAYS
      ? [warn(subject, `version ${version}; its key ends in ${Math.ceil(left)} days`, renew)]
      : [ok(subject, `version ${version}, takes the key`)];
  } catch (error) {
    if (error instanceof VendorError && (error.kind === "auth" || error.kind === "forbidden_plan")) {
      return [fail(subject, "does not take its key: it is wrong, revoked or has ended", renew)];
    }
    return [
      fail(
        subject,
        `${baseUrl} does not answer as Odoo (${errorCode(error)})`,
        `check the address: node_modules/.bin/nightshift tenants odoo ${tenantId} --url …`,
      ),
    ];
  }
}

function unseal(secrets: Secrets, sealed: string): string | null {
  try {
    return secrets.unseal(sealed);
  } catch {
    return null; // sealed with another key, whatever the reason says
  }
}
