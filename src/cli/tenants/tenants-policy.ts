import type { Command } from "commander";
import { z } from "zod";
import { policyProblems } from "../../alerts/settings/policy-problems.ts";
import { readTenantPolicy, TenantPolicy } from "../../config/tenant-policy.ts";
import { lockStoredPolicy, savePolicy } from "../../database/tenants/tenant-admin-store.ts";
import { InvalidInputError } from "../../errors.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, onTenant } from "../kit/on-tenant.ts";

/** `tenants policy`: shows a tenant's policy, defaults filled in, or changes some of it. */
export function registerTenantsPolicy(tenants: Command, context: CliContext): void {
  tenants
    .command("policy")
    .description("show a tenant's policy, or change some of it")
    .argument("<id>", "the tenant")
    .option("--set <json>", `settings to change, e.g. '{"dailyCap": 500}'; null brings the default back`)
    .action(async (tenantId: string, options: { set?: string }) => {
      const changes = options.set === undefined ? undefined : readChanges(options.set);
      const policy = await onTenant(context, tenantId, async (transaction) => {
        const stored = await lockStoredPolicy(transaction);
        if (changes === undefined) return readTenantPolicy(tenantId, stored);
        const next = Object.fromEntries(
          Object.entries({ ...stored, ...changes }).filter(([, value]) => value !== null),
        );
        const parsed = TenantPolicy.safeParse(next);
        if (!parsed.success) {
          const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
          throw new InvalidInputError("policy", problems.join("; "));
        }
        const problems = policyProblems(parsed.data);
        if (problems.length > 0) throw new InvalidInputError("policy", problems.join("; "));
        await savePolicy(transaction, tenantId, next);
        await auditCli(transaction, {
          tenantId,
          action: "tenant.policy",
          subject: tenantId,
          detail: { changes },
        });
        return parsed.data;
      });
      context.print(JSON.stringify(policy, null, 2));
    });
}

const Changes = z.record(z.string(), z.unknown());

function readChanges(text: string): z.infer<typeof Changes> {
  try {
    return Changes.parse(JSON.parse(text));
  } catch (cause) {
    throw new InvalidInputError("--set", `must be a JSON object such as '{"dailyCap": 500}'`, { cause });
  }
}
