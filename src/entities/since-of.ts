import type { Alert } from "./alert.ts";

/** Since when an alert's condition is there: when it began where that is known, else when it was found. */
export function sinceOf({ begunAt = null, firedAt }: Pick<Alert, "begunAt" | "firedAt">): Date {
  return begunAt ?? firedAt;
}
