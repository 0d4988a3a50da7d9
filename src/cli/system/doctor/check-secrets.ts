import type { Secrets } from "../../../database/create-secrets.ts";
import type { Database } from "../../../database/database.ts";
import { countSealed } from "../../../database/rotate-secrets-store.ts";
import { type DoctorFinding, fail, ok, warn } from "./doctor-finding.ts";

/** Whether SECRETS_KEY opens what is stored, and whether anything is still sealed with the previous key. */
export async function checkSecrets(database: Database, secrets: Secrets): Promise<DoctorFinding[]> {
  const { current, old, unreadable } = await countSealed(database, secrets);
  if (unreadable > 0) {
    return [
      fail(
        "secrets",
        `${unreadable} of ${current + old + unreadable} stored secrets were sealed with another SECRETS_KEY`,
        "restore that key (as SECRETS_KEY, or as SECRETS_KEY_OLD beside a new one). If it is lost, enter Odoo's keys again (node_modules/.bin/nightshift tenants odoo) and begin the hashes of addresses anew (node_modules/.bin/nightshift secrets rotate --new-hash-key)",
      ),
    ];
  }
  if (old > 0) {
    return [
      warn(
        "secrets",
        `${old} of ${current + old} stored secrets are still sealed with SECRETS_KEY_OLD`,
        "node_modules/.bin/nightshift secrets rotate",
      ),
    ];
  }
  return [ok("secrets", current === 0 ? "none are stored" : `SECRETS_KEY opens all ${current}`)];
}
