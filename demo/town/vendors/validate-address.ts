import { position } from "../companies/seeded.ts";

/** The verdict on an address; `result` is in the vendor's words. */
export interface Validation {
  readonly result: object;
  readonly isCharged: boolean;
}

/** The vendor's test addresses: always the same answer, never charged. */
const SANDBOX: ReadonlyMap<string, readonly [status: string, subStatus: string]> = new Map([
  ["valid@example.com", ["valid", ""]],
  ["invalid@example.com", ["invalid", "mailbox_not_found"]],
  ["catch_all@example.com", ["catch-all", ""]],
  ["unknown@example.com", ["unknown", "mail_server_temporary_error"]],
  ["spamtrap@example.com", ["spamtrap", ""]],
  ["abuse@example.com", ["abuse", ""]],
  ["donotmail@example.com", ["do_not_mail", "role_based"]],
  ["disposable@example.com", ["do_not_mail", "disposable"]],
  ["toxic@example.com", ["do_not_mail", "toxic"]],
  ["role_based@example.com", ["do_not_mail", "role_based"]],
]);

/** The distribution of verdicts over the town's addresses: 60 % valid. */
const SHARES: readonly (readonly [upTo: number, status: string, subStatus: string])[] = [
  [0.6, "valid", ""],
  [0.73, "catch-all", ""],
  [0.83, "unknown", "mail_server_temporary_error"],
  [0.93, "invalid", "mailbox_not_found"],
  [0.98, "do_not_mail", "role_based"],
  [0.99, "spamtrap", ""],
  [1, "abuse", ""],
];

/** Always the same verdict on the same address; addresses outside the town do not exist. */
export function validateAddress(address: string, domains: ReadonlySet<string>): Validation {
  const [status, subStatus] = verdict(address.trim().toLowerCase(), domains);
  const [account = "", domain = ""] = address.toLowerCase().split("@");
  const reached = status !== "invalid" || subStatus === "mailbox_not_found";
  return {
    isCharged: status !== "unknown" && !SANDBOX.has(address.toLowerCase()),
    result: {
      address,
      status,
      sub_status: subStatus,
      free_email: false,
      did_you_mean: null,
      account,
      domain,
      domain_age_days: reached ? "4021" : "",
      smtp_provider: reached ? "other" : "",
      mx_found: reached ? "true" : "false",
      mx_record: reached ? `mx.${domain}` : "",
      firstname: null,
      lastname: null,
      gender: null,
      country: null,
      region: null,
      city: null,
      zipcode: null,
      processed_at: new Date().toISOString().replace("T", " ").replace("Z", ""),
    },
  };
}

function verdict(
  address: string,
  domains: ReadonlySet<string>,
): readonly [status: string, subStatus: string] {
  const sandbox = SANDBOX.get(address);
  if (sandbox !== undefined) return sandbox;
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) return ["invalid", "failed_syntax_check"];
  if (!domains.has(address.split("@")[1] ?? "")) return ["invalid", "no_dns_entries"];
  const at = position("zerobounce", address);
  const [, status, subStatus] = SHARES.find(([upTo]) => at < upTo) ?? [1, "unknown", "timeout_exceeded"];
  return [status, subStatus];
}
