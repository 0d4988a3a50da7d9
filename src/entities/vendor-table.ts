import type { Stage } from "./stage-table.ts";

/** What every list of vendors needs to know about a vendor. */
interface VendorRow {
  readonly vendor: string;
  /** The stage that calls it. */
  readonly stage: Stage;
  /** What its calls use up, besides money; null when they cost nothing. */
  readonly resource: string | null;
  /** The name of that budget in a tenant's policy and a run's manifest. */
  readonly budget: string | null;
  /** What it charges by; null when it charges nothing per call. */
  readonly chargedBy: "credit" | "token" | null;
  /** Whose key its calls use: the installation's, or that of each tenant. */
  readonly account: "installation" | "tenant";
  /** Whether its cost is a metric of its own instead of a part of `vendor_cost_usd`. */
  readonly costsApart: boolean;
  /** What a company goes without when the vendor is not asked. */
  readonly gives: string;
  /** What a night goes without once its quota is used up. */
  readonly consequence: string;
  /** Where its credits and limits are seen and raised; null where each tenant has its own. */
  readonly accountUrl: string | null;
}

/** Whom we pay, call or write to during a night, in the order of the night: the one place that lists them. */
export const VENDOR_TABLE = [
  {
    vendor: "tavily",
    stage: "tavily",
    resource: "tavily_queries",
    budget: "tavilyQueries",
    chargedBy: "credit",
    account: "installation",
    costsApart: false,
    gives: "replacement text",
    consequence: "sites that cannot be crawled get no replacement text",
    accountUrl: "https://app.tavily.com",
  },
  {
    vendor: "openai",
    stage: "extract",
    resource: "openai_tokens",
    budget: "openaiTokens",
    chargedBy: "token",
    account: "installation",
    costsApart: true,
    gives: "extracted facts",
    consequence: "the account's spending limit or credit is used up, and waiting does not help",
    accountUrl: "https://platform.openai.com/settings/organization/billing",
  },
  {
    vendor: "lusha",
    stage: "lusha",
    resource: "lusha_lookups",
    budget: "lushaLookups",
    chargedBy: "credit",
    account: "installation",
    costsApart: false,
    gives: "contacts",
    consequence: "companies without contacts get none",
    accountUrl: "https://dashboard.lusha.com",
  },
  {
    vendor: "zerobounce",
    stage: "zerobounce",
    resource: "zerobounce_verifications",
    budget: "zerobounceVerifications",
    chargedBy: "credit",
    account: "installation",
    costsApart: false,
    gives: "verified addresses",
    consequence: "new e-mail addresses stay unverified",
    accountUrl: "https://www.zerobounce.net/members",
  },
  {
    vendor: "odoo",
    stage: "export_odoo",
    resource: null,
    budget: null,
    chargedBy: null,
    account: "tenant",
    costsApart: false,
    gives: "an export to Odoo",
    consequence: "leads stay in the database and its CSV",
    accountUrl: null,
  },
] as const satisfies readonly VendorRow[];

type Row = (typeof VENDOR_TABLE)[number];

/** Every vendor, in the order of the night. */
export const VENDOR_NAMES = VENDOR_TABLE.map(({ vendor }) => vendor);
export type VendorName = Row["vendor"];

/** The vendors that charge by the credit. */
export type CreditVendor = Extract<Row, { readonly chargedBy: "credit" }>["vendor"];

/** The vendors whose key is a setting of the installation. */
export type InstallationVendor = Extract<Row, { readonly account: "installation" }>["vendor"];

/** The names of vendors' budgets in a policy. */
export type BudgetName = Exclude<Row["budget"], null>;

/** The vendors whose calls use up a budget. */
export const PAID_VENDORS = VENDOR_TABLE.flatMap(({ vendor, resource }) =>
  resource === null ? [] : [vendor],
);

/** The stages that call such a vendor. */
export const PAID_STAGES: readonly Stage[] = VENDOR_TABLE.flatMap(({ stage, resource }) =>
  resource === null ? [] : [stage],
);

/** What is budgeted: calls as we count them, tokens and money as the vendor charges them. */
export type Resource = Exclude<Row["resource"], null> | "nano_usd";

/** Every resource in alphabetical order, the order in which all processes lock the counters. */
export const RESOURCES: readonly Resource[] = VENDOR_TABLE.flatMap(({ resource }): Resource[] =>
  resource === null ? [] : [resource],
)
  .concat("nano_usd")
  .sort();

/** The row of a vendor. */
export function vendorRow(name: VendorName): Row {
  const row = VENDOR_TABLE.find(({ vendor }) => vendor === name);
  if (row === undefined) throw new TypeError(`${name} is not in the table of vendors`);
  return row;
}

/** Whether it is a language model: those charge by the token. */
export function isLanguageModel(name: string): boolean {
  return VENDOR_TABLE.some(({ vendor, chargedBy }) => vendor === name && chargedBy === "token");
}
