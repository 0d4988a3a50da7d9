import type { Command } from "commander";
import type { Transaction } from "../../database/database.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../errors.ts";
import {
  type CompanyView,
  findCompanies,
  listCompanies,
  mergeCompanies,
  readCompanyFindings,
  removeCompany,
} from "../../imports/company-admin-store.ts";
import { readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, onTenant } from "../kit/on-tenant.ts";
import { printable, renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

interface Common {
  readonly tenant: string;
  readonly json?: true;
}

const REFERENCE = "its id or the beginning of it, its domain or its whole name";

/** `companies …`: a tenant's companies, one by one. */
export function registerCompanies(companies: Command, context: CliContext): void {
  companies
    .command("list")
    .description("the tenant's companies by name")
    .argument("[search]", "only those whose name, domain or number holds this", "")
    .requiredOption("--tenant <id>", "whose companies")
    .option("--limit <n>", "how many", "50")
    .option("--json", "as JSON")
    .action(async (search: string, options: Common & { limit: string }) => {
      const limit = readNumber("--limit", options.limit, 1);
      const found = await onTenant(context, options.tenant, (transaction) =>
        listCompanies(transaction, options.tenant, { search, limit }),
      );
      context.print(options.json ? toJson(found) : renderCompanies(found));
    });

  companies
    .command("show")
    .description("one company and what was found out about it")
    .argument("<company>", REFERENCE)
    .requiredOption("--tenant <id>", "whose company")
    .option("--json", "as JSON")
    .action(async (reference: string, options: Common) => {
      const { tenant } = options;
      const shown = await onTenant(context, tenant, async (transaction) => {
        const company = await findOne(transaction, tenant, reference);
        return { ...company, ...(await readCompanyFindings(transaction, tenant, company.companyId)) };
      });
      context.print(options.json ? toJson(shown) : renderCompany(shown));
    });

  companies
    .command("merge")
    .description("merge one company into another: what it lacks, its contacts and addresses")
    .argument("<into>", `the company that stays: ${REFERENCE}`)
    .argument("<from>", "the company that is removed, named the same way")
    .requiredOption("--tenant <id>", "whose companies")
    .action(async (into: string, from: string, { tenant }: Common) => {
      const [kept, gone] = await onTenant(context, tenant, async (transaction) => {
        const [one, other] = [
          await findOne(transaction, tenant, into),
          await findOne(transaction, tenant, from),
        ];
        if (one.companyId === other.companyId) {
          throw new InvalidInputError("from", `${other.name} is the company it would go into`);
        }
        await mergeCompanies(transaction, tenant, { intoId: one.companyId, fromId: other.companyId });
        await auditCli(transaction, {
          tenantId: tenant,
          action: "company.merge",
          subject: one.companyId,
          detail: {
            from: other.companyId,
            name: other.name,
          },
        });
        return [one, other] as const;
      });
      context.print(`${printable(gone.name)} went into ${printable(kept.name)} (${kept.companyId}).`);
    });

  companies
    .command("remove")
    .description("remove a company with its contacts, addresses and score; a new import brings it back")
    .argument("<company>", REFERENCE)
    .requiredOption("--tenant <id>", "whose company")
    .action(async (reference: string, { tenant }: Common) => {
      const company = await onTenant(context, tenant, async (transaction) => {
        const found = await findOne(transaction, tenant, reference);
        await removeCompany(transaction, tenant, found.companyId);
        await auditCli(transaction, {
          tenantId: tenant,
          action: "company.remove",
          subject: found.companyId,
          detail: { name: found.name },
        });
        return found;
      });
      context.print(`Removed ${printable(company.name)} (${company.companyId}).`);
    });
}

/** Throws NotFoundError, or ConflictError with the companies that match. */
async function findOne(transaction: Transaction, tenantId: string, reference: string): Promise<CompanyView> {
  const found = await findCompanies(transaction, tenantId, reference);
  const [company] = found;
  if (company === undefined) throw new NotFoundError("company", reference);
  if (found.length > 1) {
    const all = found.map(({ companyId, name }) => `${companyId} (${name})`).join(", ");
    throw new ConflictError(`Several companies are meant by "${reference}": ${all}. Name one by its id.`);
  }
  return company;
}

function renderCompanies(companies: readonly CompanyView[]): string {
  return renderTable(
    ["ID", "NAME", "DOMAIN", "NUMBER", "COUNTRY", "EMPLOYEES", "INDUSTRY"],
    companies.map((company) => [
      company.companyId.slice(0, 8),
      company.name,
      company.domain ?? "",
      company.registrationNumber ?? "",
      company.country ?? "",
      company.employees === null ? "" : String(company.employees),
      company.industry ?? "",
    ]),
  );
}

function renderCompany(company: CompanyView & Awaited<ReturnType<typeof readCompanyFindings>>): string {
  const rows: readonly (readonly [string, string | number | null])[] = [
    ["id", company.companyId],
    ["name", company.name],
    ["website", company.website],
    ["registration number", company.registrationNumber],
    ["country", company.country],
    ["employees", company.employees],
    ["industry", company.industry],
    ["SSIC code", company.ssicCode],
    ["known since", company.createdAt.toISOString()],
    ["last selected", company.lastSeen?.toISOString() ?? "never"],
    ["contacts", company.contacts],
    ["addresses", company.addresses],
    ["score", company.score === null ? null : `${company.score} (${company.bucket})`],
  ];
  return rows.map(([label, value]) => `${label.padEnd(20)}${printable(String(value ?? "-"))}`).join("\n");
}
