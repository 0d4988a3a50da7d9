import type { Environment } from "../../../config/environment.ts";
import { createVendors } from "../../../vendors/create-vendors.ts";
import { vendors } from "../../../vendors/vendors.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** Which vendors have a key. Nobody is called: calls cost. Throws ConfigurationError when a key cannot be right. */
export function checkVendors(environment: Environment): Finding[] {
  const { missing } = createVendors(environment);
  const withoutKey = new Set(missing.map(({ name }) => name));
  return vendors.flatMap(({ name, label, settings, withoutKey: consequence }) => {
    if (settings === null) return [];
    return withoutKey.has(name)
      ? [warn(label, `no key: ${consequence}`, `set ${settings.apiKey}`)]
      : [ok(label, `${settings.apiKey} is set`)];
  });
}
