import type { Command } from "commander";
import { readCandidateFunnel } from "../../database/tenants/candidate-funnel-store.ts";
import {
  type IcpRuleRow,
  listIcpRules,
  removeIcpRule,
  saveIcpRule,
} from "../../database/tenants/icp-rule-store.ts";
import { completeStep } from "../../database/tenants/onboarding-store.ts";
import { InvalidInputError } from "../../errors.ts";
import { readCountry } from "../../imports/reading/country-codes.ts";
import { readList, readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, onTenant } from "../kit/on-tenant.ts";
import { renderFunnel } from "../kit/render-funnel.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";
import { expandIndustries } from "./industry-aliases.ts";

interface SetOptions {
  readonly name: string;
  readonly industries?: string;
  readonly countries?: string;
  readonly minEmployees?: string;
  readonly maxEmployees?: string;
}

/** `icp …`: which companies a tenant wants as leads. */
export function registerIcp(icp: Command, context: CliContext): void {
  icp
    .command("set")
    .description("write a rule, replacing one of the same name; what is left out is not restricted")
    .argument("<tenant>")
    .option("--name <name>", "of the rule; a company that fits one rule is a candidate", "default")
    .option("--industries <list>", "words of an industry, or SSIC codes; commas between (docs/scoring.md)")
    .option("--countries <list>", "two-letter codes or English names, commas between")
    .option("--min-employees <n>")
    .option("--max-employees <n>")
    .action(async (tenantId: string, options: SetOptions) => {
      const rule = readRule(options);
      const funnel = await onTenant(context, tenantId, async (transaction) => {
        await saveIcpRule(transaction, tenantId, rule);
        await completeStep(transaction, tenantId, "icp_rules");
        await auditCli(transaction, { tenantId, action: "icp.set", subject: rule.name, detail: { ...rule } });
        return readCandidateFunnel(transaction, tenantId);
      });
      context.print(renderRules([rule]));
      context.note(renderFunnel(funnel));
    });

  icp
    .command("list")
    .description("list a tenant's rules")
    .argument("<tenant>")
    .option("--json", "as JSON")
    .action(async (tenantId: string, options: { json?: true }) => {
      const rules = await onTenant(context, tenantId, listIcpRules);
      context.print(options.json ? toJson(rules) : renderRules(rules));
    });

  icp
    .command("remove")
    .description("remove a rule")
    .argument("<tenant>")
    .argument("<name>")
    .action(async (tenantId: string, name: string) => {
      const existed = await onTenant(context, tenantId, async (transaction) => {
        const removed = await removeIcpRule(transaction, name);
        if (removed) await auditCli(transaction, { tenantId, action: "icp.remove", subject: name });
        return removed;
      });
      context.print(existed ? `Removed the rule ${name}.` : `${tenantId} has no rule ${name}.`);
    });
}

function readRule(options: SetOptions): IcpRuleRow {
  const employeesMin =
    options.minEmployees === undefined ? null : readNumber("--min-employees", options.minEmployees, 0);
  const employeesMax =
    options.maxEmployees === undefined ? null : readNumber("--max-employees", options.maxEmployees, 0);
  if (employeesMin !== null && employeesMax !== null && employeesMin > employeesMax) {
    throw new InvalidInputError("--min-employees", "lies above --max-employees, so that no company fits");
  }
  return {
    name: options.name,
    industries:
      options.industries === undefined
        ? null
        : expandIndustries(
            readList("--industries", options.industries, (word) => word.toLowerCase(), "names of industries"),
          ),
    countries:
      options.countries === undefined
        ? null
        : readList("--countries", options.countries, readCountry, "two-letter codes such as SG,MY"),
    employeesMin,
    employeesMax,
  };
}

function renderRules(rules: readonly IcpRuleRow[]): string {
  return renderTable(
    ["RULE", "INDUSTRIES", "COUNTRIES", "EMPLOYEES"],
    rules.map((rule) => [
      rule.name,
      rule.industries?.join(", ") ?? "any",
      rule.countries?.join(", ") ?? "any",
      rule.employeesMin === null && rule.employeesMax === null
        ? "any"
        : `${rule.employeesMin ?? 0} to ${rule.employeesMax ?? "any"}`,
    ]),
  );
}
