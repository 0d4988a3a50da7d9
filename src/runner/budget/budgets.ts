import type { Environment } from "../../config/environment.ts";
import type { TenantPolicy } from "../../config/tenant-policy.ts";
import { RESOURCES, type Resource } from "../../entities/vendor-table.ts";
import type { Charge } from "../../vendors/calling/charge.ts";
import type { VendorError } from "../../vendors/calling/vendor-error.ts";
import type { RunManifest } from "../record/run-manifest.ts";

/** From this share of a budget on, the run says that it is running out. */
export const SOFT_LIMIT = 0.8;

/** A reservation older than this is of a process that is gone: no attempt takes nearly as long. */
export const STALE_RESERVATION_MS = 30 * 60_000;

/**
 * A call of another process is waited for this long after it was reserved: most attempts take seconds, and a process that
 * is gone must not hold the others up for longer than its work takes to be taken over.
 */
export const WAITED_FOR_MS = 30_000;

/** The most an attempt at a call may use: of its vendor's budget, and of what the vendor charges by. */
export interface Estimate {
  readonly units: number;
  readonly charge: Exclude<Charge, { unit: "none" }>;
}

/** A part of one budget, taken or given back. */
export interface Claim {
  /** `run:ID` or `day:YYYY-MM-DD` (the tenant's own day). */
  readonly scope: string;
  readonly resource: Resource;
  readonly amount: number;
  /** Null: counted, never refused. */
  readonly limit: number | null;
}

type Budgets = RunManifest["budgets"];
type Limits = Readonly<Partial<Record<Resource, number>>>;

/** What a run may spend: the environment's ceilings, and the tenant's own limits where they are lower. */
export function planBudgets(
  environment: Environment,
  { budgets: own }: Pick<TenantPolicy, "budgets">,
): Budgets {
  const lower = (ceiling: number | undefined, wanted: number | undefined) =>
    ceiling === undefined ? wanted : Math.min(ceiling, wanted ?? ceiling);
  const atMost = (ceiling: number, wanted: number | undefined) => Math.min(ceiling, wanted ?? ceiling);
  const { perRun, perDay } = own;
  return {
    tavilyQueries: atMost(environment.TAVILY_MAX_QUERIES, perRun.tavilyQueries),
    lushaLookups: atMost(environment.LUSHA_MAX_CONTACT_LOOKUPS, perRun.lushaLookups),
    zerobounceVerifications: atMost(environment.ZEROBOUNCE_MAX_VERIFICATIONS, perRun.zerobounceVerifications),
    openaiTokensPerDay: atMost(environment.OPENAI_DAILY_TOKENS_CAP, perDay.openaiTokens),
    ...known("openaiTokens", lower(environment.OPENAI_RUN_TOKENS_CAP, perRun.openaiTokens)),
    ...known("usd", lower(environment.RUN_COST_CAP_USD, perRun.usd)),
    perDay: {
      ...known("tavilyQueries", lower(environment.TAVILY_DAILY_QUERIES_CAP, perDay.tavilyQueries)),
      ...known("lushaLookups", lower(environment.LUSHA_DAILY_LOOKUPS_CAP, perDay.lushaLookups)),
      ...known(
        "zerobounceVerifications",
        lower(environment.ZEROBOUNCE_DAILY_VERIFICATIONS_CAP, perDay.zerobounceVerifications),
      ),
      ...known("usd", lower(environment.DAILY_COST_CAP_USD, perDay.usd)),
    },
  };
}

/** Where the manifest says how much of a resource a run, and the tenant's day, may use. */
const LIMIT_OF: Readonly<
  Record<
    Resource,
    { readonly run: (of: Budgets) => number | undefined; readonly day: (of: Budgets) => number | undefined }
  >
> = {
  tavily_queries: {
    run: ({ tavilyQueries }) => tavilyQueries,
    day: ({ perDay }) => perDay?.tavilyQueries,
  },
  lusha_lookups: {
    run: ({ lushaLookups }) => lushaLookups,
    day: ({ perDay }) => perDay?.lushaLookups,
  },
  zerobounce_verifications: {
    run: ({ zerobounceVerifications }) => zerobounceVerifications,
    day: ({ perDay }) => perDay?.zerobounceVerifications,
  },
  openai_tokens: {
    run: ({ openaiTokens }) => openaiTokens,
    day: ({ openaiTokensPerDay }) => openaiTokensPerDay,
  },
  nano_usd: {
    run: ({ usd }) => nano(usd),
    day: ({ perDay }) => nano(perDay?.usd),
  },
};

/** The limits of a run and of the tenant's day, by resource; what is absent has none. */
export function limitsOf(budgets: Budgets): { readonly run: Limits; readonly day: Limits } {
  const limits = (scope: "run" | "day"): Limits =>
    Object.fromEntries(
      RESOURCES.flatMap((resource) => {
        const limit = LIMIT_OF[resource][scope](budgets);
        return limit === undefined ? [] : [[resource, limit]];
      }),
    );
  return { run: limits("run"), day: limits("day") };
}

/** What is left of a resource; `used` is what was used by `scope resource`. Infinity where nothing limits it. */
export function leftOf(
  resource: Resource,
  limits: { readonly run: Limits; readonly day: Limits },
  used: ReadonlyMap<string, number>,
  scopes: { readonly run: string; readonly day: string },
): number {
  const left = (["run", "day"] as const).map((scope) => {
    const limit = limits[scope][resource];
    return limit === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(0, limit - (used.get(`${scopes[scope]} ${resource}`) ?? 0));
  });
  return Math.min(...left);
}

/** What to take for amounts of resources, in the one order in which everybody locks the counters. */
export function claimsOf(
  amounts: Readonly<Partial<Record<Resource, number>>>,
  at: { readonly runId: string; readonly day: string },
  limits: { readonly run: Limits; readonly day: Limits },
): Claim[] {
  const scopes = [
    { scope: `day:${at.day}`, of: limits.day },
    { scope: `run:${at.runId}`, of: limits.run },
  ];
  return scopes.flatMap(({ scope, of }) =>
    RESOURCES.filter((resource) => amounts[resource] !== undefined).map((resource) => ({
      scope,
      resource,
      amount: amounts[resource] ?? 0,
      limit: of[resource] ?? null,
    })),
  );
}

/** A budget as it stands after a claim. */
export interface Raised extends Claim {
  readonly used: number;
}

/** The first claim that went over its limit, or null: then all of them hold. */
export function firstOver(raised: readonly Raised[]): Raised | null {
  return raised.find(({ used, limit, amount }) => limit !== null && amount > 0 && used > limit) ?? null;
}

/**
 * The claims whose budget is over the soft limit: not only the one that took it there, since a day's budget may be over it
 * before a run begins, and a process may die before it has said so.
 */
export function softlyOver(raised: readonly Raised[]): Raised[] {
  return raised.filter(
    ({ used, limit, amount }) => limit !== null && amount > 0 && used >= limit * SOFT_LIMIT,
  );
}

/** What became of an attempt: charged what the vendor says, not charged, or nobody knows. */
export type Settlement =
  | { readonly state: "charged"; readonly charge: Charge }
  | { readonly state: "released" }
  | { readonly state: "unknown" };

/** How to settle an attempt that failed. */
export function settlementOf({ facts }: VendorError): Settlement {
  if (facts.charge !== undefined) return { state: "charged", charge: facts.charge };
  return facts.outcomeUnknown === true ? { state: "unknown" } : { state: "released" };
}

/** How much of its budget a charged attempt used: calls count as made, tokens as charged. */
export function unitsOf(charge: Charge, reservedUnits: number): number {
  return charge.unit === "token" ? charge.inputTokens + charge.outputTokens : reservedUnits;
}

/** How much the vendor charged, in its own unit. */
export function quantityOf(charge: Charge): number {
  switch (charge.unit) {
    case "credit":
      return charge.quantity;
    case "token":
      return charge.inputTokens + charge.outputTokens;
    case "none":
      return 0;
  }
}

function nano(usd: number | undefined): number | undefined {
  return usd === undefined ? undefined : Math.round(usd * 1e9);
}

function known<Name extends string>(
  name: Name,
  value: number | undefined,
): { readonly [Key in Name]?: number } | Record<never, never> {
  return value === undefined ? {} : { [name]: value };
}
