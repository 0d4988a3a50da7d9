import { z } from "zod";
import type { Environment } from "../../../config/environment.ts";
import type { InstallationVendor } from "../../../entities/vendor-table.ts";
import { errorCode } from "../../../errors.ts";
import { createVendors } from "../../../vendors/create-vendors.ts";
import { joinUrl } from "../../../vendors/http/join-url.ts";
import { type VendorDescription, vendors } from "../../../vendors/vendors.ts";
import { type DoctorFinding, fail, ok, warn } from "./doctor-finding.ts";

const TIMEOUT_MS = 10_000;

/** A call that costs nothing and needs a good key. */
interface FreeCall {
  readonly path: string;
  headers(key: string): Record<string, string>;
  /** What the answer says of the account; null: the key is not taken. */
  read(status: number, body: unknown): string | null;
}

const Credits = z.object({ Credits: z.coerce.number() });
const taken = (status: number) => (status === 200 ? "its key is taken" : null);
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const FREE_CALLS: { readonly [Name in InstallationVendor]: FreeCall } = {
  tavily: { path: "/usage", headers: bearer, read: taken },
  openai: { path: "/models", headers: bearer, read: taken },
  lusha: { path: "/v3/account/usage", headers: (key) => ({ api_key: key }), read: taken },
  zerobounce: {
    path: "/v2/getcredits?api_key=KEY",
    headers: () => ({}),
    read(_status, body) {
      const credits = Credits.safeParse(body).data?.Credits ?? -1;
      // -1 is ZeroBounce's answer to a key that it does not know.
      return credits < 0 ? null : `its key is taken, ${credits} credits left`;
    },
  },
};

/**
 * Which vendors have a key, and whether it is taken: by a call of each that costs nothing. Throws ConfigurationError when a
 * key cannot be right.
 */
export async function checkVendors(environment: Environment): Promise<DoctorFinding[]> {
  createVendors(environment);
  const findings = await Promise.all(vendors.map((vendor) => checkVendor(vendor, environment)));
  return findings.flat();
}

async function checkVendor(
  { name, label, settings, withoutKey }: VendorDescription,
  environment: Environment,
): Promise<DoctorFinding[]> {
  if (settings === null || name === "odoo") return [];
  const key = environment[settings.apiKey];
  if (key === undefined) return [warn(label, `no key: ${withoutKey}`, `set ${settings.apiKey}`)];
  const call = FREE_CALLS[name];
  const url = joinUrl(environment[settings.baseUrl] ?? settings.defaultBaseUrl, call.path).replace(
    "KEY",
    encodeURIComponent(key),
  );
  try {
    const response = await fetch(url, {
      headers: call.headers(key),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = await response.json().catch(() => null);
    const account = call.read(response.status, body);
    if (account !== null) return [ok(label, account)];
    return response.status === 200 || response.status === 401 || response.status === 403
      ? [
          fail(
            label,
            `${settings.apiKey} is not taken (HTTP ${response.status})`,
            `make a new key, and set ${settings.apiKey}`,
          ),
        ]
      : [warn(label, `cannot say whether its key is good (HTTP ${response.status})`, "try again later")];
  } catch (error) {
    return [warn(label, `does not answer (${errorCode(error)})`, "check the network, and try again later")];
  }
}
