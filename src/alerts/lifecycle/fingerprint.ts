import type { Assessment } from "../rulebook/rule.ts";

/** Names the alert a finding or assessment belongs to, the same on every night; safe as a de-duplication key. */
export function fingerprint(
  { ruleId, subject }: Pick<Assessment, "ruleId" | "subject">,
  tenantId: string,
): string {
  return [tenantId, ruleId, subject].map(encodeURIComponent).join(":");
}
