import { type InstallationVendor, VENDOR_TABLE, type VendorName } from "../entities/vendor-table.ts";
import type { RetryPolicy } from "./calling/retry-policy.ts";

/** What we know about a vendor without calling it. */
export interface VendorDescription {
  readonly name: VendorName;
  /** As people write it. */
  readonly label: string;
  /** Where its key and address come from; null if each tenant has its own, in the database. */
  readonly settings: {
    readonly apiKey: VendorSetting;
    readonly baseUrl: VendorSetting;
    readonly defaultBaseUrl: string;
  } | null;
  /** What a run lacks without a key. */
  readonly withoutKey: string;
  /** For one attempt. */
  readonly timeoutMs: number;
  readonly policy: RetryPolicy;
}

/** The environment's names for vendors. */
export type VendorSetting =
  | "TAVILY_API_KEY"
  | "TAVILY_BASE_URL"
  | "LUSHA_API_KEY"
  | "LUSHA_BASE_URL"
  | "ZEROBOUNCE_API_KEY"
  | "ZEROBOUNCE_BASE_URL"
  | "OPENAI_API_KEY"
  | "OPENAI_BASE_URL";

const BREAKER = { failuresToOpen: 5, coolDownMs: 30_000 } as const;

const DESCRIPTIONS: {
  readonly [Name in VendorName]: Omit<VendorDescription, "name" | "settings"> & {
    readonly settings: Name extends InstallationVendor ? NonNullable<VendorDescription["settings"]> : null;
  };
} = {
  tavily: {
    label: "Tavily",
    settings: {
      apiKey: "TAVILY_API_KEY",
      baseUrl: "TAVILY_BASE_URL",
      defaultBaseUrl: "https://api.tavily.com",
    },
    withoutKey: "no web search: what the crawl found is all there is",
    timeoutMs: 30_000,
    policy: policy({ baseDelayMs: 1_000, maxDelayMs: 20_000 }),
  },
  openai: {
    label: "OpenAI",
    settings: {
      apiKey: "OPENAI_API_KEY",
      baseUrl: "OPENAI_BASE_URL",
      defaultBaseUrl: "https://api.openai.com/v1",
    },
    withoutKey: "no extraction by a language model: scores come from the deterministic scorer",
    timeoutMs: 120_000,
    policy: policy({ baseDelayMs: 500, maxDelayMs: 8_000 }),
  },
  lusha: {
    label: "Lusha",
    settings: {
      apiKey: "LUSHA_API_KEY",
      baseUrl: "LUSHA_BASE_URL",
      defaultBaseUrl: "https://api.lusha.com",
    },
    withoutKey: "no contact look-ups: only addresses found on the companies' own sites",
    timeoutMs: 30_000,
    // Lusha's advice: one second, doubling, up to sixty.
    policy: policy({ baseDelayMs: 1_000, maxDelayMs: 60_000 }),
  },
  zerobounce: {
    label: "ZeroBounce",
    settings: {
      apiKey: "ZEROBOUNCE_API_KEY",
      baseUrl: "ZEROBOUNCE_BASE_URL",
      defaultBaseUrl: "https://api.zerobounce.net",
    },
    withoutKey: "no verification: every address stays unverified",
    timeoutMs: 30_000,
    policy: policy({
      baseDelayMs: 1_000,
      maxDelayMs: 20_000,
      retryable: { validate_batch: "never-after-timeout" },
    }),
  },
  odoo: {
    label: "Odoo",
    settings: null,
    withoutKey: "no export: leads stay in the database and its CSV",
    timeoutMs: 30_000,
    policy: policy({ baseDelayMs: 1_000, maxDelayMs: 20_000 }),
  },
};

/** Every vendor, in the order a night calls them. */
export const vendors: readonly VendorDescription[] = VENDOR_TABLE.map(({ vendor }) => ({
  name: vendor,
  ...DESCRIPTIONS[vendor],
}));

export function vendorOf(name: VendorName): VendorDescription {
  return { name, ...DESCRIPTIONS[name] };
}

function policy(own: {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly retryable?: RetryPolicy["retryable"];
}): RetryPolicy {
  return { maxAttempts: 4, maxRetryAfterMs: 90_000, breaker: BREAKER, retryable: {}, ...own };
}
