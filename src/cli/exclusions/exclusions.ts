import { basename } from "node:path";
import type { Command } from "commander";
import type { Secrets } from "../../database/create-secrets.ts";
import type { Transaction } from "../../database/database.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { EXCLUSION_KINDS } from "../../entities/vocabulary.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../errors.ts";
import { exclude } from "../../exclusions/exclude.ts";
import {
  deleteExclusion,
  type ExclusionView,
  findExclusions,
  listExclusions,
  type NewExclusion,
} from "../../exclusions/exclusion-store.ts";
import { type ExclusionImport, importExclusions } from "../../exclusions/import-exclusions.ts";
import {
  excludeAddress,
  excludeCompany,
  excludeDomain,
  kindOf,
  readExclusion,
} from "../../exclusions/read-exclusion.ts";
import { findCompanies } from "../../imports/company-admin-store.ts";
import { readCountry } from "../../imports/reading/country-codes.ts";
import { readWebsite } from "../../imports/reading/read-website.ts";
import { maskEmails } from "../../redaction.ts";
import { findInput } from "../companies/find-input.ts";
import { readNumber, readWord } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, CLI_ACTOR, onTenant } from "../kit/on-tenant.ts";
import { printable, renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

interface Common {
  readonly tenant: string;
  readonly json?: true;
}

interface AddOptions extends Common {
  readonly as?: string;
  readonly reason?: string;
  readonly website?: string;
  readonly number?: string;
  readonly country?: string;
}

/** The kinds that can be given here; only `people forget` adds a `person`. */
const NAMED_KINDS = EXCLUSION_KINDS.filter((kind) => kind !== "person");

/** `exclusions …`: who must not be contacted. */
export function registerExclusions(exclusions: Command, context: CliContext): void {
  exclusions
    .command("add")
    .description("never select, look up, verify or export a company, a domain or an e-mail address again")
    .argument("<who>", "an e-mail address, a domain, or a company: its name, or the id of one there is")
    .requiredOption("--tenant <id>", "whose exclusion it is")
    .option("--reason <text>", "why, for readers of the list")
    .option("--as <kind>", `what it is, if not what it looks like: ${NAMED_KINDS.join(", ")}`)
    .option("--website <url>", "of a company that is not there yet")
    .option("--number <number>", "its registration number")
    .option("--country <country>", "where it is registered, such as SG")
    .option("--json", "as JSON")
    .action((who: string, options: AddOptions) => add(context, who, options));

  exclusions
    .command("list")
    .description("who is excluded, newest first; addresses are kept as hashes and shown masked")
    .argument("[search]", "only those whose name, domain or reason holds this", "")
    .requiredOption("--tenant <id>", "whose exclusions")
    .option("--limit <n>", "how many", "100")
    .option("--json", "as JSON")
    .action(async (search: string, { tenant, limit, json }: Common & { limit: string }) => {
      const most = readNumber("--limit", limit, 1);
      const found = await onTenant(context, tenant, (transaction) =>
        listExclusions(transaction, tenant, { search, limit: most }),
      );
      context.print(json ? toJson(found) : renderExclusions(found));
    });

  exclusions
    .command("remove")
    .description("let a company, a domain or an address in again")
    .argument("<who>", "the exclusion's id or the beginning of it, or the address, domain or name itself")
    .requiredOption("--tenant <id>", "whose exclusion it is")
    .action((who: string, { tenant }: Common) => remove(context, who, tenant));

  exclusions
    .command("import")
    .description("exclude everybody in a CSV file (docs/exclusions.md), all of it or nothing")
    .argument("<file>", "the CSV file, with a header of email, company_name, website, reason; or a list")
    .requiredOption("--tenant <id>", "whose exclusions they are")
    .option("--reason <text>", "why, for rows that give no reason")
    .option("--json", "the report as JSON")
    .action(async (file: string, options: AddOptions) => {
      const input = await findInput(file);
      const report = await context.withConnection(async ({ database, secrets }, signal) => {
        const stream = input.open(signal);
        try {
          return await importExclusions(database, secrets, {
            tenantId: options.tenant,
            bytes: stream,
            fileName: basename(file),
            actor: CLI_ACTOR,
            now: context.clock(),
            reason: options.reason ?? null,
          });
        } finally {
          stream.destroy();
        }
      });
      context.print(options.json ? toJson(report) : renderReport(report));
    });
}

async function add(context: CliContext, who: string, options: AddOptions): Promise<void> {
  const { tenant: tenantId } = options;
  const done = await context.withConnection(async ({ database, secrets }) => {
    await requireTenant(database, tenantId);
    return database.withTenant(tenantId, async (transaction) => {
      const exclusion = await readWho(transaction, secrets, who, options);
      const request = { tenantId, actor: CLI_ACTOR, now: context.clock() };
      const result = await exclude(transaction, secrets, [exclusion], request);
      const [found] = await findExclusions(transaction, tenantId, { matches: [exclusion] });
      if (found === undefined) throw new TypeError("It was just written");
      if (result.ids.length > 0) {
        const { kind, label, reason } = found;
        const detail = { kind, label, reason };
        await auditCli(transaction, {
          tenantId,
          action: "exclusion.add",
          subject: found.exclusionId,
          detail,
        });
      }
      return { ...result, found };
    });
  });
  const { found, known, addressesRemoved, inOdoo } = done;
  if (options.json) return context.print(toJson({ ...found, isNew: known === 0, addressesRemoved, inOdoo }));
  const what = `${printable(found.label)} (${found.kind}, ${found.exclusionId.slice(0, 8)})`;
  context.print(
    known > 0
      ? `${what} has been excluded since ${found.createdAt.toISOString()}.`
      : `Excluded ${what}${keptOut(found)}.${addressesRemoved > 0 ? ` ${count(addressesRemoved, "address", "addresses")} removed.` : ""}`,
  );
  if (inOdoo > 0) context.note(odooNote(inOdoo));
}

function keptOut({ kind, companies }: ExclusionView): string {
  if (kind === "address" || kind === "person") return "";
  return companies === 0
    ? "; no company there is matches, and one that is imported later will be passed over"
    : `, which keeps out ${count(companies, "company", "companies")}`;
}

async function readWho(
  transaction: Transaction,
  secrets: Secrets,
  who: string,
  options: AddOptions,
): Promise<NewExclusion> {
  const { reason = null, website, number, country } = options;
  const isDescribed = website !== undefined || number !== undefined || country !== undefined;
  const kind =
    options.as === undefined
      ? isDescribed
        ? "company"
        : kindOf(who)
      : readWord("--as", options.as, NAMED_KINDS);
  if (isDescribed && kind !== "company") {
    throw new InvalidInputError("--as", "--website, --number and --country are about a company alone");
  }
  if (kind === "address") return excludeAddress(secrets, who, reason);
  if (kind === "domain") return excludeDomain(who, reason);
  const known = isDescribed ? [] : await findCompanies(transaction, options.tenant, who);
  if (known.length > 1) {
    const all = known.map(({ companyId, name }) => `${companyId} (${name})`).join(", ");
    throw new ConflictError(`Several companies are meant by "${who}": ${all}. Name one by its id.`);
  }
  const [company] = known;
  return excludeCompany(
    {
      name: company?.name ?? who,
      website: readOption("--website", company?.website ?? website, (text) => {
        const read = readWebsite(text);
        return "problem" in read ? null : read;
      }),
      registrationNumber: company?.registrationNumber ?? number ?? null,
      country: company?.country ?? readOption("--country", country, readCountry),
    },
    reason,
  );
}

function readOption<Value>(
  option: string,
  text: string | null | undefined,
  read: (text: string) => Value | null,
): Value | null {
  if (text === undefined || text === null) return null;
  const value = read(text);
  if (value === null) throw new InvalidInputError(option, `"${text}" cannot be read`);
  return value;
}

async function remove(context: CliContext, who: string, tenantId: string): Promise<void> {
  const found = await context.withConnection(async ({ database, secrets }) => {
    await requireTenant(database, tenantId);
    return database.withTenant(tenantId, async (transaction) => {
      const matches = [];
      try {
        matches.push(readExclusion(who, secrets, null));
      } catch (error) {
        // Neither an address nor a domain: it may be the beginning of an id.
        if (!(error instanceof InvalidInputError)) throw error;
      }
      const byKey = await findExclusions(transaction, tenantId, { reference: who, matches });
      const byName = (await listExclusions(transaction, tenantId, { search: who, limit: 1000 })).filter(
        ({ kind, label }) => kind === "company" && label.toLowerCase() === who.toLowerCase(),
      );
      const all = [...new Map([...byKey, ...byName].map((one) => [one.exclusionId, one])).values()];
      const [one] = all;
      if (one === undefined) throw new NotFoundError("exclusion", maskEmails(who));
      if (all.length > 1) {
        const listed = all
          .map(({ exclusionId, label, kind }) => `${exclusionId} (${label}, ${kind})`)
          .join(", ");
        throw new ConflictError(`Several exclusions are meant: ${listed}. Name one by its id.`);
      }
      await deleteExclusion(transaction, tenantId, one.exclusionId);
      await auditCli(transaction, {
        tenantId,
        action: "exclusion.remove",
        subject: one.exclusionId,
        detail: { kind: one.kind, label: one.label },
      });
      return one;
    });
  });
  context.print(`${printable(found.label)} (${found.kind}) is no longer excluded.`);
}

function renderExclusions(exclusions: readonly ExclusionView[]): string {
  if (exclusions.length === 0) return "Nobody is excluded.";
  return renderTable(
    ["ID", "KIND", "WHO", "KEEPS OUT", "SINCE", "BY", "REASON"],
    exclusions.map(({ exclusionId, kind, label, companies, createdAt, actor, reason }) => [
      exclusionId.slice(0, 8),
      kind,
      label,
      kind === "company" || kind === "domain" ? count(companies, "company", "companies") : "",
      createdAt.toISOString().slice(0, 16).replace("T", " "),
      actor,
      reason ?? "",
    ]),
  );
}

function renderReport(report: ExclusionImport): string {
  const { read, added, known, rejectedRows, rejected, addressesRemoved, inOdoo } = report;
  return [
    `${count(read, "row", "rows")} read: ${added} excluded, ${known} known before, ${rejectedRows} not understood.`,
    ...(addressesRemoved > 0 ? [`${count(addressesRemoved, "address", "addresses")} removed.`] : []),
    ...rejected.map(({ line, problem }) => `  line ${line}: ${printable(problem)}`),
    ...(rejectedRows > rejected.length ? [`  … and ${rejectedRows - rejected.length} more`] : []),
    ...(inOdoo > 0 ? [odooNote(inOdoo)] : []),
  ].join("\n");
}

function odooNote(leads: number): string {
  return `Odoo already has ${count(leads, "lead", "leads")} of these companies; remove ${leads === 1 ? "it" : "them"} there.`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
