import type { InstallationVendor } from "../entities/vendor-table.ts";
import { ConfigurationError } from "../errors.ts";
import type { VendorConnection } from "./http/vendor-connection.ts";
import { createLusha, type Lusha } from "./lusha.ts";
import { createOpenAi, type OpenAi } from "./openai/open-ai.ts";
import { createTavily, type Tavily } from "./tavily.ts";
import { type VendorDescription, type VendorSetting, vendors } from "./vendors.ts";
import { createZeroBounce, type ZeroBounce } from "./zerobounce/zero-bounce.ts";

/** The client of each vendor whose key is a setting of the installation. */
interface ClientOf {
  readonly tavily: Tavily;
  readonly openai: OpenAi;
  readonly lusha: Lusha;
  readonly zerobounce: ZeroBounce;
}

/** The clients the environment has keys for; null for the others. (Odoo's keys belong to the tenants.) */
export type VendorClients = { readonly [Name in InstallationVendor]: ClientOf[Name] | null } & {
  /** Vendors without a key: reported once at start, and counted. */
  readonly missing: readonly VendorDescription[];
};

/** The settings we read, by their environment names; unset and empty mean the same. */
export type VendorSettings = { readonly [Name in VendorSetting]?: string | undefined };

/** ZeroBounce's batches have their own host, unless one base URL is set for everything. */
const ZEROBOUNCE_BULK_BASE_URL = "https://bulkapi.zerobounce.net";

export function createVendors(settings: VendorSettings, fetch?: typeof globalThis.fetch): VendorClients {
  const problems = vendors.flatMap((vendor) => settingProblems(vendor, settings));
  if (problems.length > 0) throw new ConfigurationError(problems);

  function connect<Client>(name: InstallationVendor, create: (connection: VendorConnection) => Client) {
    const connection = connectionOf(name, settings, fetch);
    return connection === null ? null : create(connection);
  }

  return {
    tavily: connect("tavily", createTavily),
    openai: connect("openai", createOpenAi),
    lusha: connect("lusha", createLusha),
    zerobounce: connect("zerobounce", (connection) =>
      createZeroBounce({
        ...connection,
        bulkBaseUrl: settings.ZEROBOUNCE_BASE_URL ? connection.baseUrl : ZEROBOUNCE_BULK_BASE_URL,
      }),
    ),
    missing: vendors.filter(({ settings: names }) => names !== null && !settings[names.apiKey]),
  };
}

function connectionOf(
  name: InstallationVendor,
  settings: VendorSettings,
  fetch: typeof globalThis.fetch | undefined,
): VendorConnection | null {
  const vendor = vendors.find((candidate) => candidate.name === name);
  if (vendor === undefined || vendor.settings === null) return null;
  const apiKey = settings[vendor.settings.apiKey];
  if (!apiKey) return null;
  return {
    apiKey,
    baseUrl: settings[vendor.settings.baseUrl] || vendor.settings.defaultBaseUrl,
    timeoutMs: vendor.timeoutMs,
    ...(fetch === undefined ? {} : { fetch }),
  };
}

/** Settings that HTTP could not send, or that lead nowhere: reported by name before anything starts. */
function settingProblems(
  { settings: names }: VendorDescription,
  settings: VendorSettings,
): { name: string; problem: string }[] {
  if (names === null) return [];
  const problems: { name: string; problem: string }[] = [];
  const apiKey = settings[names.apiKey];
  if (apiKey && !/^[\x21-\x7e]+$/.test(apiKey)) {
    problems.push({
      name: names.apiKey,
      problem: "holds a space, a line break or a non-ASCII character. Copy the key again, without quotes.",
    });
  }
  const baseUrl = settings[names.baseUrl];
  if (baseUrl && !isHttpUrl(baseUrl)) {
    problems.push({
      name: names.baseUrl,
      problem: `is not an http(s) URL. Leave it out for ${names.defaultBaseUrl}.`,
    });
  }
  return problems;
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === "http:" || url.protocol === "https:") &&
    url.search === "" &&
    url.hash === ""
  );
}
