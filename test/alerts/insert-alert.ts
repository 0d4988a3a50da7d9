import { type AlertIdentity, insertAlerts } from "../../src/alerts/lifecycle/alert-write-store.ts";
import type { AlertRow } from "../../src/alerts/transition/alert-state.ts";
import type { Transaction } from "../../src/database/database.ts";
import type { Alert } from "../../src/entities/alert.ts";
import { ConflictError } from "../../src/errors.ts";

/** Writes one alert. Throws ConflictError when one of its fingerprint is open. */
export async function insertAlert(
  transaction: Transaction,
  about: AlertIdentity,
  row: AlertRow,
): Promise<Alert> {
  const alert = (await insertAlerts(transaction, [{ about, row }])).get(about.fingerprint);
  if (alert === undefined) throw new ConflictError(`${about.fingerprint} is open.`);
  return alert;
}
