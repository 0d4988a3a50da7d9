import type { Environment } from "../../../config/environment.ts";
import type { TenantPolicy } from "../../../config/tenant-policy.ts";
import { RESOURCES, type Resource } from "../../../entities/vendor-table.ts";
import { nanoNumber } from "../../../nano-usd.ts";
import type { RunManifest } from "../../record/run-manifest.ts";

type Budgets = RunManifest["budgets"];

export type BudgetLimits = Readonly<Partial<Record<Resource, number>>>;

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

/** The field of the budgets that limits a resource. */
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

/** The limits of a run and of the tenant's day, by resource; an absent resource is unlimited. */
export function limitsOf(budgets: Budgets): { readonly run: BudgetLimits; readonly day: BudgetLimits } {
  const limits = (scope: "run" | "day"): BudgetLimits =>
    Object.fromEntries(
      RESOURCES.flatMap((resource) => {
        const limit = LIMIT_OF[resource][scope](budgets);
        return limit === undefined ? [] : [[resource, limit]];
      }),
    );
  return { run: limits("run"), day: limits("day") };
}

/** How much of a resource is left; `used` is keyed by `scope resource`. Infinity if nothing limits it. */
export function leftOf(
  resource: Resource,
  limits: { readonly run: BudgetLimits; readonly day: BudgetLimits },
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

function nano(usd: number | undefined): number | undefined {
  return usd === undefined ? undefined : nanoNumber(usd);
}

function known<Name extends string>(
  name: Name,
  value: number | undefined,
): { readonly [Key in Name]?: number } | Record<never, never> {
  return value === undefined ? {} : { [name]: value };
}
