import { runTimelineChart } from "../../../charts/figures/run-timeline-chart.ts";
import { vendorUseChart } from "../../../charts/figures/vendor-use-chart.ts";
import { formatFigure } from "../../../charts/format-figure.ts";
import { isUuid } from "../../../entities/is-uuid.ts";
import type { RunWish } from "../../../entities/run-wish.ts";
import { SELECTING_STAGES, STAGES } from "../../../entities/stage-table.ts";
import { BUCKETS, OUTCOMES } from "../../../entities/vocabulary.ts";
import { NotFoundError } from "../../../errors.ts";
import { usdNumber } from "../../../nano-usd.ts";
import { findRunRow, NIGHTLY, readRunRecord } from "../../../observability/reads/run-read-store.ts";
import { readLiveStages } from "../../data/live-stage-store.ts";
import { listRunAlerts } from "../../data/run-alert-store.ts";
import { listErrorClasses, listRunCompanies, listRunSamples } from "../../data/run-detail-store.ts";
import type { Page, PageRequest } from "../../kit/page-request.ts";
import { readChoice, readField } from "../../kit/read-field.ts";
import { runPath } from "../../kit/run-path.ts";
import { ActForm } from "../../views/act-form.tsx";
import { Badge } from "../../views/badge.tsx";
import { ChartCard } from "../../views/chart-card.tsx";
import { ChoiceField } from "../../views/choice-field.tsx";
import { FilterForm } from "../../views/filter-form.tsx";
import { RunFacts } from "../../views/run-facts.tsx";
import { StageProgressList } from "../../views/stage-progress-list.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { runTables } from "./run-tables.tsx";

/** Stages that can be repeated for the companies a run selected. */
const RERUNNABLE = STAGES.filter((stage) => !SELECTING_STAGES.includes(stage));

/** Companies are the longest list of the page, and have a next page of their own. */
const MOST_COMPANIES = 20;

/** All in a file, a few on the page. */
function companiesShown(rowLimit: number): number {
  return rowLimit > 1_000 ? rowLimit : MOST_COMPANIES;
}

async function readRun({ world, tenantId, params, query, rowLimit }: PageRequest) {
  const runId = params["run"] ?? "";
  const bucket = readChoice(query, "bucket", BUCKETS);
  const outcome = readChoice(query, "outcome", OUTCOMES);
  const after = Number(readField(query, "after") ?? "-1");
  return world.database.withTenant(tenantId, async (transaction) => {
    const row = isUuid(runId) ? await findRunRow(transaction, tenantId, runId) : null;
    if (row === null) throw new NotFoundError("run", runId.slice(0, 40));
    const isOurs = row.agentId === NIGHTLY;
    return {
      bucket,
      outcome,
      record: await readRunRecord(transaction, row),
      live: row.status === "running" && isOurs ? await readLiveStages(transaction, row) : null,
      errors: await listErrorClasses(transaction, row),
      companies: isOurs
        ? await listRunCompanies(transaction, row, {
            after: Number.isFinite(after) ? after : -1,
            limit: companiesShown(rowLimit) + 1,
            bucket,
            outcome,
          })
        : [],
      samples: await listRunSamples(transaction, row),
      alerts: await listRunAlerts(transaction, row),
    };
  });
}

/** One run: how far it is or how it went, and the way to everything about it. */
export const runPage: Page = {
  path: "runs/:run",
  section: "runs",
  role: "viewer",
  async load(request) {
    const { tenantId, query, time, reader, now } = request;
    const found = await readRun(request);
    const { record, live, bucket, outcome } = found;
    const { run, stages, degradations } = record;
    const tables = runTables({ ...request, rowLimit: companiesShown(request.rowLimit) }, found);
    const events = `/t/${encodeURIComponent(tenantId)}/events?run=${run.runId}`;
    const label = { text: run.runDate.slice(5), href: null };
    return {
      title: `Run ${run.runId.slice(0, 8)}`,
      lead: (
        <>
          <Badge word={run.status} /> {run.statusReason ?? "In progress."}
        </>
      ),
      ...(live !== null && {
        live: (
          <StageProgressList stages={live} costUsd={usdNumber(run.costNanoUsd)} forecast={record.forecast} />
        ),
      }),
      tables: Object.values(tables),
      body: (
        <>
          <RunFacts run={run} events={events} time={time} now={now} />
          <ChartCard
            empty="No stage has begun."
            chart={runTimelineChart(
              stages.flatMap(({ stage, startedAt, endedAt }) =>
                startedAt === null
                  ? []
                  : [
                      {
                        stage,
                        href: `${events}&stage=${stage}`,
                        fromMs: startedAt.getTime() - run.startedAt.getTime(),
                        durationMs: (endedAt ?? now).getTime() - startedAt.getTime(),
                      },
                    ],
              ),
            )}
          />
          {degradations.length > 0 && (
            <section className="card">
              <div className="card-head">
                <h2>Worse than planned</h2>
              </div>
              <dl className="facts">
                {degradations.map(({ degradation, reason }) => (
                  <div key={degradation} className="fact">
                    <dt>{degradation.replaceAll("_", " ")}</dt>
                    <dd>{reason}</dd>
                  </div>
                ))}
              </dl>
            </section>
          )}
          <TableCard table={tables.stages} query={query} />
          <TableCard table={tables.errors} query={query} />
          <TableCard table={tables.vendors} query={query} />
          <ChartCard
            empty="No vendor was called."
            chart={vendorUseChart("calls", [
              {
                label,
                vendors: Object.fromEntries(
                  record.vendors.map(({ vendor, calls, errors, costNanoUsd }) => [
                    vendor,
                    { calls, errors, costUsd: usdNumber(costNanoUsd) },
                  ]),
                ),
              },
            ])}
          />
          <TableCard table={tables.alerts} query={query} />
          {run.agentId === NIGHTLY && (
            <>
              <FilterForm isActive={bucket !== null || outcome !== null}>
                <ChoiceField name="bucket" label="Bucket" words={BUCKETS} value={bucket ?? ""} none="any" />
                <ChoiceField
                  name="outcome"
                  label="With outcome"
                  words={OUTCOMES}
                  value={outcome ?? ""}
                  none="any"
                />
              </FilterForm>
              <TableCard table={tables.companies} query={query} />
              <TableCard table={tables.samples} query={query} />
            </>
          )}
          <TableCard table={tables.metrics} query={query} />
          <section className="card wide">
            <details>
              <summary>Manifest: what was asked for, and the settings it ran with</summary>
              <pre>{JSON.stringify(run.manifest, null, 2)}</pre>
            </details>
          </section>
          {run.agentId === NIGHTLY && run.status !== "running" && (
            <section className="card">
              <div className="card-head">
                <h2>Run again</h2>
              </div>
              <p className="note">
                A new run with the companies of this one, within what is left of the budgets. Nothing that is
                known is bought twice.
              </p>
              <ActForm csrf={reader.csrf} act="rerun" label="Run again">
                <ChoiceField
                  name="stage"
                  label="Which part"
                  words={RERUNNABLE}
                  none="what failed, and what depends on it"
                />
              </ActForm>
              {run.status !== "succeeded" && (
                <ActForm csrf={reader.csrf} act="resume" label="Only what was left undone" isQuiet />
              )}
            </section>
          )}
          {run.agentId === NIGHTLY && run.status === "running" && (
            <section className="card">
              <div className="card-head">
                <h2>Stop</h2>
              </div>
              <p className="note">
                What is done stays done; {formatFigure(usdNumber(run.costNanoUsd), "usd")} so far.
              </p>
              <ActForm csrf={reader.csrf} act="cancel" label="Stop this run" isDangerous />
            </section>
          )}
        </>
      ),
    };
  },
  acts: {
    rerun: {
      role: "operator",
      action: "run.rerun",
      async perform(request, form) {
        const stage = readChoice(form, "stage", RERUNNABLE);
        const runId = runIdOf(request);
        return begin(request, { rerun: { runId, ...(stage !== null && { stages: [stage] }) } });
      },
    },
    resume: {
      role: "operator",
      action: "run.rerun",
      perform: (request) => begin(request, { resume: runIdOf(request) }),
    },
    cancel: {
      role: "operator",
      action: "run.cancel",
      async perform(request) {
        const { world, tenantId, reader } = request;
        const runId = runIdOf(request);
        await world.control.cancelRun({ tenantId, runId, actor: `slack:${reader.userId}` });
        return { said: "The run stops.", to: runPath(tenantId, runId) };
      },
    },
  },
};

function runIdOf({ params }: PageRequest): string {
  const runId = params["run"] ?? "";
  if (!isUuid(runId)) throw new NotFoundError("run", runId.slice(0, 40));
  return runId;
}

async function begin(
  { world, tenantId, reader }: PageRequest,
  wish: Pick<RunWish, "rerun" | "resume">,
): Promise<{ readonly said: string; readonly to: string }> {
  const { runId } = await world.control.startRun({ tenantId, actor: `slack:${reader.userId}`, ...wish });
  return { said: "The new run is on its way.", to: runPath(tenantId, runId) };
}
