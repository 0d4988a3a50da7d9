import type { Queryable } from "../../database/batch.ts";
import type { Transaction } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import type { ContactSource, EmailStatus } from "../../entities/vocabulary.ts";
import { ADDRESS_IS_EXCLUDED } from "../../exclusions/excluded-key-store.ts";
import type { KeyedAddress } from "../../exclusions/key-address.ts";
import type { RunCompany } from "./run-company.ts";

export interface StoredEmail {
  readonly email: string;
  readonly isWebmail: boolean;
  readonly status: EmailStatus | null;
}

/** Keeps addresses of a company, but those that are excluded. */
export async function saveEmails(
  transaction: Queryable,
  key: RunCompany,
  source: ContactSource,
  emails: readonly KeyedAddress[],
): Promise<void> {
  await transaction.query(
    `insert into lead_emails (tenant_id, company_id, email, source, is_webmail)
     select $1, $2, e.email, $3, e.is_webmail
     from unnest($4::text[], $5::boolean[], $6::text[], $7::text[]) as e (email, is_webmail, email_hash, domain)
     where not (${ADDRESS_IS_EXCLUDED})
     on conflict do nothing`,
    [
      key.tenantId,
      key.companyId,
      source,
      emails.map(({ email }) => email),
      emails.map(({ isWebmail }) => isWebmail),
      emails.map(({ emailHash }) => emailHash),
      emails.map(({ domain }) => domain),
    ],
  );
}

export async function readEmails(transaction: Queryable, companyId: string): Promise<StoredEmail[]> {
  return transaction.query<StoredEmail[]>(
    `select email, is_webmail as "isWebmail", status from lead_emails where company_id = $1 order by is_webmail, email`,
    [companyId],
  );
}

export async function saveEmailStatus(
  transaction: Queryable,
  key: RunCompany,
  check: {
    readonly email: string;
    readonly emailHash: string;
    readonly status: EmailStatus;
    readonly vendorStatus: string;
  },
  now: Date,
): Promise<void> {
  await Promise.all([
    transaction.query(
      "update lead_emails set status = $3, verified_at = $4 where company_id = $1 and email = $2",
      [key.companyId, check.email, check.status, now],
    ),
    transaction.query(
      `insert into email_verification_cache (tenant_id, email_hash, status, vendor_status, checked_at) values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, email_hash) do update set status = excluded.status,
         vendor_status = excluded.vendor_status, checked_at = excluded.checked_at`,
      [key.tenantId, check.emailHash, check.status, check.vendorStatus, now],
    ),
  ]);
}

/** The verification of an address in the last 90 days, or null. */
export async function findVerification(
  transaction: Queryable,
  emailHash: string,
  now: Date,
): Promise<{ status: EmailStatus; vendorStatus: string } | null> {
  const [row] = await transaction.query<{ status: EmailStatus; vendorStatus: string }[]>(
    `select status, vendor_status as "vendorStatus" from email_verification_cache
     where email_hash = $1 and checked_at > $2::timestamptz - interval '90 days'`,
    [emailHash, now],
  );
  return row ?? null;
}

/** The addresses of the run's companies that are still to be verified, at most `most` of each. */
export async function listUnverified(
  transaction: Transaction,
  runId: string,
  most: number,
): Promise<{ companyId: string; email: string }[]> {
  return transaction.query<{ companyId: string; email: string }[]>(
    `select company_id as "companyId", email from (
       select e.company_id, e.email, e.status, row_number() over (partition by e.company_id order by e.is_webmail, e.email) as place
       from lead_emails e join company_enrichment_runs t using (tenant_id, company_id) join companies c using (tenant_id, company_id)
       where t.run_id = $1 and t.stage = 'select_targets' and ${NOT_EXCLUDED}
     ) ranked where place <= $2 and status is null order by company_id, place`,
    [runId, most],
  );
}
