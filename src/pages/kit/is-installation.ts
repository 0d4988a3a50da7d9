import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import type { Section } from "./page-request.ts";

/** The pages that the installation has as well, for people with a role for it: what is not about a tenant's nights. */
const INSTALLATION_SECTIONS: readonly Section[] = [
  "alerts",
  "rules",
  "silences",
  "runbooks",
  "people",
  "audit",
  "health",
];

/** Whether an address is the installation's, which has no nights, policy or time zone. */
export function isInstallation(tenantId: string): boolean {
  return tenantId === PLATFORM_TENANT;
}

/** Whether a tenant, or the installation, has pages of this section. */
export function hasSection(tenantId: string, section: Section): boolean {
  return !isInstallation(tenantId) || INSTALLATION_SECTIONS.includes(section);
}

/** Where somebody who looks at a tenant, or at the installation, begins. */
export function homePath(tenantId: string): string {
  return `/t/${encodeURIComponent(tenantId)}/${isInstallation(tenantId) ? "alerts" : "overview"}`;
}
