import { formatFigure } from "../../../charts/format-figure.ts";
import { isUuid } from "../../../entities/is-uuid.ts";
import { NotFoundError } from "../../../errors.ts";
import { redactValue } from "../../../redaction.ts";
import {
  findCompanyDetail,
  listCompanyEvents,
  listCompanyStages,
  listGatheredTexts,
  listMaskedContacts,
  listMaskedEmails,
} from "../../data/company-detail-store.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { runPath } from "../../kit/run-path.ts";
import { Badge } from "../../views/badge.tsx";
import { ExtractedFacts } from "../../views/extracted-facts.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TimeAt } from "../../views/time-at.tsx";

/** A company through a run: what was read, extracted, found and scored, and why. People are masked. */
export const companyPage: Page = {
  path: "runs/:run/companies/:company",
  section: "runs",
  role: "viewer",
  async load({ world, tenantId, params, query, time }) {
    const { run: runId = "", company: companyId = "" } = params;
    if (!isUuid(runId)) throw new NotFoundError("run", runId.slice(0, 40));
    if (!isUuid(companyId)) throw new NotFoundError("company", companyId.slice(0, 40));
    const key = { tenantId, runId, companyId };
    const found = await world.database.withTenant(tenantId, async (transaction) => ({
      company: await findCompanyDetail(transaction, tenantId, companyId),
      stages: await listCompanyStages(transaction, key),
      events: await listCompanyEvents(transaction, key),
      texts: await listGatheredTexts(transaction, key),
      contacts: await listMaskedContacts(transaction, tenantId, companyId),
      emails: await listMaskedEmails(transaction, tenantId, companyId),
    }));
    const { company } = found;
    if (company === null || found.stages.length === 0) throw new NotFoundError("company", companyId);
    const stages = createTable({
      name: "stages",
      caption: "Through the stages",
      empty: "",
      rows: found.stages,
      keyOf: ({ stage }) => stage,
      columns: [
        { name: "Stage", value: (row) => row.stage },
        { name: "Outcome", value: (row) => row.outcome, show: (row) => <Badge word={row.outcome} /> },
        { name: "Code", value: (row) => row.code },
        {
          name: "At",
          value: (row) => row.finishedAt,
          show: (row) => <TimeAt at={row.finishedAt} time={time} isShort={false} />,
        },
      ],
    });
    const texts = createTable({
      name: "texts",
      caption: "Text that was read",
      empty: "No text was gathered in this run.",
      rows: found.texts,
      keyOf: ({ source }) => source,
      columns: [
        { name: "From", value: (row) => row.source },
        {
          name: "Characters",
          isNumber: true,
          value: (row) => row.characters,
          show: (row) =>
            row.characters === null ? "removed after the run" : formatFigure(row.characters, "count"),
        },
        {
          name: "Gathered",
          value: (row) => row.createdAt,
          show: (row) => <TimeAt at={row.createdAt} time={time} />,
        },
      ],
    });
    const contacts = createTable({
      name: "contacts",
      caption: "Contacts, by initials",
      empty: "No contact is known.",
      rows: found.contacts.map((contact, place) => ({ ...contact, place })),
      keyOf: ({ place }) => String(place),
      columns: [
        { name: "Who", value: (row) => row.initials },
        { name: "Title", value: (row) => row.title },
        { name: "From", value: (row) => row.source },
      ],
    });
    const emails = createTable({
      name: "emails",
      caption: "Addresses, masked",
      empty: "No address is known.",
      rows: found.emails.map((email, place) => ({ ...email, place })),
      keyOf: ({ place }) => String(place),
      columns: [
        { name: "Address", value: (row) => row.masked },
        {
          name: "Verified",
          value: (row) => row.status,
          show: (row) => (row.status === null ? "not asked" : <Badge word={row.status} />),
        },
        { name: "Webmail", value: (row) => row.isWebmail, show: (row) => (row.isWebmail ? "yes" : "no") },
        { name: "From", value: (row) => row.source },
      ],
    });
    const events = createTable({
      name: "events",
      caption: "Events",
      empty: "Its events are past their retention.",
      rows: found.events.map((event, place) => ({ ...event, place })),
      keyOf: ({ place }) => String(place),
      columns: [
        {
          name: "At",
          value: (row) => row.ts,
          show: (row) => <TimeAt at={row.ts} time={time} isShort={false} />,
        },
        { name: "Stage", value: (row) => row.stage },
        { name: "Event", value: (row) => row.event },
        { name: "Vendor", value: (row) => row.vendor },
        { name: "Status", value: (row) => row.status, show: (row) => <Badge word={row.status} /> },
        {
          name: "Took",
          isNumber: true,
          value: (row) => row.durationMs,
          show: (row) => formatFigure(row.durationMs, "ms"),
        },
        { name: "Error", value: (row) => row.errorCode },
        {
          name: "More",
          value: (row) => (row.extra === null ? null : JSON.stringify(redactValue(row.extra))),
          show: (row) => (
            <p className="text note">
              {row.errorMsg ?? (row.extra === null ? "" : JSON.stringify(redactValue(row.extra)))}
            </p>
          ),
        },
      ],
    });
    return {
      title: company.name,
      lead: (
        <>
          In <a href={runPath(tenantId, runId)}>run {runId.slice(0, 8)}</a>. The rest is as it is now, not as
          it was then.
        </>
      ),
      tables: [stages, texts, contacts, emails, events],
      body: (
        <>
          <section className="card">
            <div className="card-head">
              <h2>Score</h2>
            </div>
            {company.score === null || company.bucket === null ? (
              <p className="empty">It has no score yet.</p>
            ) : (
              <dl className="facts">
                <dt>Score</dt>
                <dd>
                  {company.score} <Badge word={company.bucket} />
                </dd>
                <dt>Why</dt>
                <dd>{company.rationale}</dd>
                <dt>Scored</dt>
                <dd>
                  <TimeAt at={company.scoredAt} time={time} />
                </dd>
                <dt>Exported</dt>
                <dd>
                  {company.exportedAt === null ? (
                    "not to Odoo"
                  ) : (
                    <TimeAt at={company.exportedAt} time={time} />
                  )}
                </dd>
              </dl>
            )}
          </section>
          <section className="card">
            <div className="card-head">
              <h2>Company</h2>
            </div>
            <dl className="facts">
              <dt>Domain</dt>
              <dd>{company.domain ?? "–"}</dd>
              <dt>Industry</dt>
              <dd>{company.industry ?? "–"}</dd>
              <dt>Country</dt>
              <dd>{company.country ?? "–"}</dd>
              <dt>Employees</dt>
              <dd>{company.employees ?? "–"}</dd>
            </dl>
          </section>
          <ExtractedFacts features={company.features} at={company.extractedAt} time={time} />
          <TableCard table={stages} query={query} />
          <TableCard table={texts} query={query} />
          <TableCard table={emails} query={query} />
          <TableCard table={contacts} query={query} />
          <TableCard table={events} query={query} />
        </>
      ),
    };
  },
};
