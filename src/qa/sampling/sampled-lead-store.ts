import type { Transaction } from "../../database/database.ts";
import type { EmailStatus } from "../../entities/vocabulary.ts";
import { truncate } from "../../redaction.ts";
import { pageOfText } from "./page-of-text.ts";
import type { SampledLead } from "./sampled-lead.ts";

/** The most that is kept of each; a card shows less. */
const MOST = { signals: 5, signalChars: 300, aboutChars: 500, addresses: 20, titles: 3 } as const;

interface LeadRow {
  readonly companyId: string;
  readonly domain: string | null;
  readonly score: number;
  readonly rationale: string;
  readonly citedSignals: readonly string[];
  readonly features: {
    readonly about?: string | null;
    readonly signals?: readonly { readonly id: string; readonly kind: string; readonly text: string }[];
  } | null;
  readonly corpus: string | null;
  readonly readAt: Date | null;
  readonly addresses: readonly {
    readonly initial: string;
    readonly status: EmailStatus | null;
    readonly isWebmail: boolean;
  }[];
  readonly titles: readonly string[];
}

/** What reviewers will see of companies that a run has scored, by company, without the reasons of the score. */
export async function readSampledLeads(
  transaction: Transaction,
  runId: string,
  companyIds: readonly string[],
): Promise<ReadonlyMap<string, Omit<SampledLead, "reasons">>> {
  const rows = await transaction.query<LeadRow[]>(
    `select s.company_id as "companyId", coalesce(c.answered_domain, c.domain) as domain, s.score, s.rationale,
       s.cited_signals as "citedSignals", f.features, t.body as corpus, t.created_at as "readAt",
       coalesce((select jsonb_agg(jsonb_build_object('initial', left(e.email, 1), 'status', e.status,
             'isWebmail', e.is_webmail) order by e.is_webmail, e.email)
           from lead_emails e where e.company_id = s.company_id), '[]') as addresses,
       array(select p.title from contacts p where p.company_id = s.company_id and p.title <> ''
         order by p.created_at, p.contact_id limit ${MOST.titles}) as titles
     from lead_scores s join companies c using (tenant_id, company_id)
       left join lead_features f using (tenant_id, company_id)
       left join lateral (select body, created_at from corpora o
         where o.run_id = s.run_id and o.company_id = s.company_id and o.source = 'crawl') t on true
     where s.run_id = $1 and s.company_id = any ($2)`,
    [runId, companyIds],
  );
  return new Map(rows.map((row) => [row.companyId, leadOf(row)]));
}

function leadOf(row: LeadRow): Omit<SampledLead, "reasons"> {
  const signals = new Map(row.features?.signals?.map((signal) => [signal.id, signal]));
  const about = row.features?.about ?? null;
  return {
    score: row.score,
    rationale: row.rationale,
    signals: row.citedSignals
      .flatMap((id) => signals.get(id) ?? [])
      .slice(0, MOST.signals)
      .map(({ kind, text }) => {
        const path = row.corpus === null ? null : pageOfText(row.corpus, text);
        return {
          kind,
          text: truncate(text, MOST.signalChars),
          page: path === null || row.domain === null ? null : `https://${row.domain}${path}`,
          readAt: path === null ? null : (row.readAt?.toISOString() ?? null),
        };
      }),
    about: about === null ? null : truncate(about, MOST.aboutChars),
    addresses: row.addresses.slice(0, MOST.addresses),
    titles: row.titles,
  };
}
