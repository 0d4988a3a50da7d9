import { readAlertCard } from "../../../alerts/cards/alert-card-store.ts";
import { acknowledgeAlert, resolveAlert } from "../../../alerts/raising/act-on-alert.ts";
import { isUuid } from "../../../entities/is-uuid.ts";
import { NotFoundError } from "../../../errors.ts";
import { listAlertSteps } from "../../data/alert-step-store.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page, PageRequest } from "../../kit/page-request.ts";
import { runPath } from "../../kit/run-path.ts";
import { ActForm } from "../../views/act-form.tsx";
import { Badge } from "../../views/badge.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TimeAt } from "../../views/time-at.tsx";

function alertIdOf({ params }: PageRequest): string {
  const alertId = params["alert"] ?? "";
  if (!isUuid(alertId)) throw new NotFoundError("alert", alertId.slice(0, 40));
  return alertId;
}

/** One alert: what, since when, how bad against earlier nights, what to do, and everything that became of it. */
export const alertPage: Page = {
  path: "alerts/:alert",
  section: "alerts",
  role: "viewer",
  async load(request) {
    const { world, tenantId, query, now, time, reader } = request;
    const alertId = alertIdOf(request);
    const { card, steps } = await world.database.withTenant(tenantId, async (transaction) => ({
      card: await readAlertCard(transaction, { tenantId, alertId }, world.runbooks, now),
      steps: await listAlertSteps(transaction, tenantId, alertId),
    }));
    if (card === null) throw new NotFoundError("alert", alertId);
    const { alert, runbook, errorClasses, comparison, silence } = card;
    const base = `/t/${encodeURIComponent(tenantId)}`;
    const history = createTable({
      name: "history",
      caption: "History",
      empty: "",
      rows: steps,
      keyOf: ({ version }) => String(version),
      columns: [
        {
          name: "At",
          value: (row) => row.at,
          show: (row) => <TimeAt at={row.at} time={time} isShort={false} />,
        },
        { name: "From", value: (row) => row.fromState },
        { name: "To", value: (row) => row.toState, show: (row) => <Badge word={row.toState} /> },
        { name: "Why", value: (row) => row.reason },
        { name: "By", value: (row) => row.actor },
      ],
    });
    const errors = createTable({
      name: "errors",
      caption: "Errors behind it",
      empty: "No error of its run is counted for it.",
      rows: errorClasses,
      keyOf: ({ errorCode }) => errorCode,
      columns: [
        { name: "Error", value: (row) => row.errorCode, show: (row) => <code>{row.errorCode}</code> },
        { name: "Count", isNumber: true, value: (row) => row.count },
        {
          name: "For example",
          value: (row) => row.examples.join("; "),
          show: (row) => <bdi>{row.examples.join("; ")}</bdi>,
        },
      ],
    });
    const isOpen = alert.state !== "resolved";
    return {
      title: alert.summary,
      lead: (
        <>
          <Badge word={alert.severity} /> <Badge word={alert.state} /> {alert.drill === true && "A drill. "}
          {comparison}
        </>
      ),
      tables: [errors, history],
      body: (
        <>
          <section className="card">
            <div className="card-head">
              <h2>This alert</h2>
            </div>
            <dl className="facts">
              <dt>Rule</dt>
              <dd>
                <a href={`${base}/rules/${alert.ruleId}`}>{alert.ruleId}</a>
              </dd>
              <dt>About</dt>
              <dd>{alert.subject}</dd>
              <dt>Since</dt>
              <dd>
                <TimeAt at={alert.firedAt} time={time} isShort={false} />
              </dd>
              <dt>Found</dt>
              <dd>{alert.occurrences} times</dd>
              {alert.runId !== null && (
                <>
                  <dt>Run</dt>
                  <dd>
                    <a href={runPath(tenantId, alert.runId)}>{alert.runId.slice(0, 8)}</a>
                  </dd>
                </>
              )}
              {alert.acknowledgedBy !== null && (
                <>
                  <dt>Acknowledged</dt>
                  <dd>
                    by {alert.acknowledgedBy}, <TimeAt at={alert.acknowledgedAt} time={time} />
                  </dd>
                </>
              )}
              {silence !== null && (
                <>
                  <dt>Silenced</dt>
                  <dd>
                    until <TimeAt at={silence.endsAt} time={time} />: {silence.reason}
                  </dd>
                </>
              )}
            </dl>
            {isOpen && (
              <div className="acts">
                {alert.state !== "acknowledged" && (
                  <ActForm csrf={reader.csrf} act="acknowledge" label="Acknowledge" />
                )}
                <ActForm csrf={reader.csrf} act="resolve" label="Resolve" isQuiet />
                <a
                  className="quiet"
                  href={`${base}/silences?rule=${encodeURIComponent(alert.ruleId)}&subject=${encodeURIComponent(alert.subject)}`}
                >
                  Silence
                </a>
              </div>
            )}
          </section>
          {runbook !== null && (
            <section className="card prose">
              <div className="card-head">
                <h2>What to do</h2>
                <a className="quiet" href={`${base}/runbooks/${runbook.id}`}>
                  Runbook {runbook.id}
                </a>
              </div>
              <ol>
                {runbook.firstSteps.map((step) => (
                  <li key={step}>{step.replaceAll(/[*`]/g, "")}</li>
                ))}
              </ol>
            </section>
          )}
          <TableCard table={errors} query={query} />
          <TableCard table={history} query={query} />
        </>
      ),
    };
  },
  acts: {
    acknowledge: {
      role: "operator",
      action: "alert.acknowledge",
      async perform(request) {
        const { world, tenantId, reader, now } = request;
        const act = { tenantId, alertId: alertIdOf(request), actor: reader.userId, now };
        const { outcome } = await acknowledgeAlert(world, act);
        return { said: outcome === "changed" ? "It is yours." : "Somebody was faster; see the history." };
      },
    },
    resolve: {
      role: "operator",
      action: "alert.resolve",
      async perform(request) {
        const { world, tenantId, reader, now } = request;
        const act = { tenantId, alertId: alertIdOf(request), actor: reader.userId, now };
        const { outcome } = await resolveAlert(world, act);
        return {
          said: outcome === "changed" ? "It is resolved." : "It was resolved already; see the history.",
        };
      },
    },
  },
};
