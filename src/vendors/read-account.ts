import { z } from "zod";
import type { InstallationVendor } from "../entities/vendor-table.ts";
import type { VendorSettings } from "./create-vendors.ts";
import { joinUrl } from "./http/join-url.ts";
import { vendorOf } from "./vendors.ts";

/** What a vendor says of the account that our key belongs to. */
export interface VendorAccount {
  /** Null if that could not be told, e.g. since the vendor failed. */
  readonly isKeyTaken: boolean | null;
  /** The HTTP status. */
  readonly status: number;
  /** Credits that are left; null where the vendor does not say. */
  readonly creditsLeft: number | null;
  /** Grows by one with each credit charged, from any beginning; null where the vendor does not say. */
  readonly counter: number | null;
}

/** A call that costs nothing and needs a good key. */
interface FreeCall {
  readonly path: string;
  headers(key: string): Record<string, string>;
  /** What the body says; null where it says nothing that we can read. */
  read(
    body: unknown,
  ): Partial<Pick<VendorAccount, "creditsLeft" | "counter">> & { readonly isRefusal?: true };
}

const TIMEOUT_MS = 10_000;
const TavilyUsage = z.object({ key: z.object({ usage: z.number() }) });
const LushaUsage = z.object({ credits: z.object({ used: z.number() }) });
const ZeroBounceCredits = z.object({ Credits: z.coerce.number() });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const FREE_CALLS: { readonly [Name in InstallationVendor]: FreeCall } = {
  tavily: {
    path: "/usage",
    headers: bearer,
    read: (body) => ({ counter: TavilyUsage.safeParse(body).data?.key.usage ?? null }),
  },
  // It tells its usage to administrators' keys only.
  openai: { path: "/models", headers: bearer, read: () => ({}) },
  lusha: {
    path: "/v3/account/usage",
    headers: (key) => ({ api_key: key }),
    read: (body) => ({ counter: LushaUsage.safeParse(body).data?.credits.used ?? null }),
  },
  zerobounce: {
    path: "/v2/getcredits?api_key=KEY",
    headers: () => ({}),
    read(body) {
      const creditsLeft = ZeroBounceCredits.safeParse(body).data?.Credits ?? -1;
      // -1 is ZeroBounce's answer to a key that it does not know.
      return creditsLeft < 0 ? { isRefusal: true } : { creditsLeft, counter: -creditsLeft };
    },
  },
};

/** Asks a vendor, at no cost; null without a key. Throws what `fetch` throws when it does not answer. */
export async function readAccount(
  name: InstallationVendor,
  settings: VendorSettings,
): Promise<VendorAccount | null> {
  const description = vendorOf(name).settings;
  const key = description === null ? undefined : settings[description.apiKey];
  if (description === null || key === undefined || key === "") return null;
  const call = FREE_CALLS[name];
  const baseUrl = settings[description.baseUrl] || description.defaultBaseUrl;
  const response = await fetch(joinUrl(baseUrl, call.path).replace("KEY", encodeURIComponent(key)), {
    headers: call.headers(key),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body: unknown = await response.json().catch(() => null);
  const { status } = response;
  const unsaid = { status, creditsLeft: null, counter: null };
  if (status === 401 || status === 403) return { ...unsaid, isKeyTaken: false };
  if (status !== 200) return { ...unsaid, isKeyTaken: null };
  const { isRefusal = false, ...said } = call.read(body);
  return { ...unsaid, ...said, isKeyTaken: !isRefusal };
}
