import { z } from "zod";
import type { TenantPolicy } from "./tenant-policy.ts";

/** Whom a tenant's critical and high alerts call when they are posted: those of the first escalation step that mentions anybody. */
export function calledPeople({ escalation }: Pick<TenantPolicy, "escalation">): readonly string[] {
  return escalation.steps.find(({ mention }) => mention.length > 0)?.mention ?? [];
}

/** Whether nobody would be called: no step mentions anybody or uses a notifier. */
export function callsNobody({ escalation }: Pick<TenantPolicy, "escalation">): boolean {
  return escalation.steps.every(({ mention, notifier }) => mention.length === 0 && notifier === undefined);
}

/** A stored policy whose first escalation step mentions these people; further steps stay. */
export function withCalled(
  stored: Readonly<Record<string, unknown>>,
  mention: readonly string[],
): Record<string, unknown> {
  const { escalation } = Escalated.parse(stored);
  const [first = {}, ...rest] = escalation.steps;
  return { ...stored, escalation: { ...escalation, steps: [{ ...first, mention }, ...rest] } };
}

/** As much of a stored policy as is changed here. */
const Escalated = z.object({
  escalation: z.looseObject({ steps: z.array(z.looseObject({})).default([]) }).prefault({}),
});
