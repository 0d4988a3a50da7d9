import type { Environment } from "../../../config/environment.ts";
import { errorCode } from "../../../errors.ts";
import { createVendors } from "../../../vendors/create-vendors.ts";
import { readAccount } from "../../../vendors/read-account.ts";
import { type VendorDescription, vendors } from "../../../vendors/vendors.ts";
import { type DoctorFinding, fail, ok, warn } from "./doctor-finding.ts";

/**
 * Which vendors have a key, and whether it is accepted, by one free call of each. Throws ConfigurationError if a
 * key cannot be valid.
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
  try {
    const account = await readAccount(name, environment);
    if (account === null) return [warn(label, `no key: ${withoutKey}`, `set ${settings.apiKey}`)];
    const { isKeyTaken, creditsLeft, status } = account;
    if (isKeyTaken === null)
      return [warn(label, `cannot say whether its key is good (HTTP ${status})`, "try again later")];
    if (isKeyTaken)
      return [ok(label, `its key is taken${creditsLeft === null ? "" : `, ${creditsLeft} credits left`}`)];
    return [
      fail(
        label,
        `${settings.apiKey} is not taken (HTTP ${status})`,
        `make a new key, and set ${settings.apiKey}`,
      ),
    ];
  } catch (error) {
    return [warn(label, `does not answer (${errorCode(error)})`, "check the network, and try again later")];
  }
}
