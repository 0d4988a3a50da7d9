import type { Assessment } from "../rulebook/rule.ts";

/** Identifies the alert that a finding or assessment belongs to, the same every night; safe as a deduplication key. */
export function fingerprint(
  { ruleId, subject }: Pick<Assessment, "ruleId" | "subject">,
  tenantId: string,
): string {
  return [tenantId, ruleId, subject].map(encodeURIComponent).join(":");
}
