import type { Transaction } from "../database/database.ts";
import type { ExclusionKind } from "../entities/vocabulary.ts";
import { redactValue } from "../redaction.ts";

/** An exclusion as it is written. */
export interface NewExclusion {
  readonly kind: ExclusionKind;
  readonly matchKey: string;
  readonly label: string;
  readonly domain: string | null;
  readonly number: string | null;
  readonly country: string | null;
  /** The folded signs of a company; empty for the other kinds. */
  readonly keys: readonly string[];
  readonly reason: string | null;
}

/** An exclusion as people look at it. */
export interface ExclusionView {
  readonly exclusionId: string;
  readonly kind: ExclusionKind;
  readonly label: string;
  readonly reason: string | null;
  readonly actor: string;
  readonly createdAt: Date;
  /** How many of the tenant's companies it keeps out; 0 for addresses and persons. */
  readonly companies: number;
}

/** Writes exclusions that are not there yet; returns the ids of the new ones. */
export async function insertExclusions(
  transaction: Transaction,
  tenantId: string,
  exclusions: readonly NewExclusion[],
  { actor, at }: { readonly actor: string; readonly at: Date },
): Promise<string[]> {
  const rows = await transaction.query<{ exclusionId: string; kind: ExclusionKind; matchKey: string }[]>(
    `insert into exclusions (tenant_id, kind, match_key, label, domain, number, country, reason, actor, created_at)
     select $1, n.*, $9, $10 from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) as n
     on conflict do nothing returning exclusion_id as "exclusionId", kind, match_key as "matchKey"`,
    [
      tenantId,
      exclusions.map(({ kind }) => kind),
      exclusions.map(({ matchKey }) => matchKey),
      exclusions.map(({ label }) => label),
      exclusions.map(({ domain }) => domain),
      exclusions.map(({ number }) => number),
      exclusions.map(({ country }) => country),
      exclusions.map(({ reason }) => redactValue(reason)),
      actor,
      at,
    ],
  );
  const keys = new Map(exclusions.map(({ kind, matchKey, keys: signs }) => [`${kind} ${matchKey}`, signs]));
  const pairs = rows.flatMap(({ exclusionId, kind, matchKey }) =>
    (keys.get(`${kind} ${matchKey}`) ?? []).map((key) => [key, exclusionId] as const),
  );
  await transaction.query(
    `insert into exclusion_keys (tenant_id, key, exclusion_id)
     select $1, * from unnest($2::text[], $3::uuid[]) on conflict do nothing`,
    [tenantId, pairs.map(([key]) => key), pairs.map(([, id]) => id)],
  );
  return rows.map(({ exclusionId }) => exclusionId);
}

const VIEW = `x.exclusion_id as "exclusionId", x.kind, x.label, x.reason, x.actor, x.created_at as "createdAt",
  (select count(distinct c.company_id)::int from excluded_companies c
    where c.tenant_id = x.tenant_id and c.exclusion_id = x.exclusion_id) as companies`;

/** The tenant's exclusions, newest first; those whose label or reason holds `search`, when it is not empty. */
export async function listExclusions(
  transaction: Transaction,
  tenantId: string,
  { search, limit }: { readonly search: string; readonly limit: number },
): Promise<ExclusionView[]> {
  return transaction.query<ExclusionView[]>(
    `select ${VIEW} from exclusions x
     where x.tenant_id = $1 and ($2 = '' or position(lower($2) in lower(concat_ws(' ', x.label, x.reason, x.kind))) > 0)
     order by x.created_at desc, x.exclusion_id limit $3`,
    [tenantId, search, limit],
  );
}

/** Those with one of the ids, those whose id begins with `reference`, and those found by kind and key. */
export async function findExclusions(
  transaction: Transaction,
  tenantId: string,
  wanted: {
    readonly ids?: readonly string[];
    readonly reference?: string;
    readonly matches?: readonly Pick<NewExclusion, "kind" | "matchKey">[];
  },
): Promise<ExclusionView[]> {
  const { ids = [], reference = "", matches = [] } = wanted;
  return transaction.query<ExclusionView[]>(
    `select ${VIEW} from exclusions x
     where x.tenant_id = $1 and (x.exclusion_id = any ($2)
       or ($3 ~ '^[0-9a-fA-F-]{4,36}$' and starts_with(x.exclusion_id::text, lower($3)))
       or (x.kind, x.match_key) in (select * from unnest($4::text[], $5::text[])))
     order by x.created_at, x.exclusion_id`,
    [tenantId, ids, reference, matches.map(({ kind }) => kind), matches.map(({ matchKey }) => matchKey)],
  );
}

export async function deleteExclusion(
  transaction: Transaction,
  tenantId: string,
  exclusionId: string,
): Promise<void> {
  await transaction.query("delete from exclusions where tenant_id = $1 and exclusion_id = $2", [
    tenantId,
    exclusionId,
  ]);
}

/** Every address the tenant keeps, with the domain of the company it is kept for. */
export async function* listAddresses(
  transaction: Transaction,
  tenantId: string,
  pageSize = 10_000,
): AsyncGenerator<{ companyId: string; email: string; companyDomain: string | null }[]> {
  let after = ["00000000-0000-0000-0000-000000000000", ""];
  for (;;) {
    const page = await transaction.query<
      { companyId: string; email: string; companyDomain: string | null }[]
    >(
      `select e.company_id as "companyId", e.email, c.domain as "companyDomain"
       from lead_emails e join companies c using (tenant_id, company_id)
       where e.tenant_id = $1 and (e.company_id, e.email) > ($2::uuid, $3)
       order by e.company_id, e.email limit $4`,
      [tenantId, ...after, pageSize],
    );
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (page.length < pageSize || last === undefined) return;
    after = [last.companyId, last.email];
  }
}

/** Removes addresses of companies; returns how many there were. */
export async function deleteAddresses(
  transaction: Transaction,
  tenantId: string,
  addresses: readonly { readonly companyId: string; readonly email: string }[],
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from lead_emails where tenant_id = $1
       and (company_id, email) in (select * from unnest($2::uuid[], $3::text[]))`,
    [tenantId, addresses.map(({ companyId }) => companyId), addresses.map(({ email }) => email)],
  );
  return removed;
}

/** How many leads of the exclusions' companies Odoo already has. */
export async function countExported(
  transaction: Transaction,
  tenantId: string,
  exclusionIds: readonly string[],
): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    `select count(*)::int as count from lead_scores s where s.tenant_id = $1 and s.exported_at is not null
       and exists (select from excluded_companies x where x.tenant_id = s.tenant_id and x.company_id = s.company_id
         and x.exclusion_id = any ($2))`,
    [tenantId, exclusionIds],
  );
  return row?.count ?? 0;
}
