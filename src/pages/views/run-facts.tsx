import { formatFigure } from "../../charts/format-figure.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import { usdNumber } from "../../nano-usd.ts";
import type { ZonedTime } from "../kit/zoned-time.ts";
import { TimeAt } from "./time-at.tsx";

/** What a run is, in short. */
export function RunFacts({
  run,
  events,
  time,
  now,
}: {
  readonly run: EnrichmentRun;
  /** The address of its events. */
  readonly events: string;
  readonly time: ZonedTime;
  readonly now: Date;
}) {
  return (
    <section className="card">
      <div className="card-head">
        <h2>This run</h2>
        <a className="quiet" href={events}>
          Events
        </a>
      </div>
      <dl className="facts">
        <dt>Night</dt>
        <dd>{run.runDate}</dd>
        <dt>Agent</dt>
        <dd>{run.agentId}</dd>
        <dt>Began</dt>
        <dd>
          <TimeAt at={run.startedAt} time={time} isShort={false} />
        </dd>
        <dt>Ended</dt>
        <dd>
          <TimeAt at={run.endedAt} time={time} isShort={false} />
        </dd>
        <dt>Took</dt>
        <dd>{formatFigure((run.endedAt ?? now).getTime() - run.startedAt.getTime(), "ms")}</dd>
        <dt>Cost</dt>
        <dd>{formatFigure(usdNumber(run.costNanoUsd), "usd")}</dd>
        <dt>Started by</dt>
        <dd>{run.trigger}</dd>
        <dt>Trace</dt>
        <dd>
          <a href={`${events}&trace=${run.traceId}`}>
            <code>{run.traceId}</code>
          </a>
          {run.langsmithTraceUrl !== null && (
            <>
              {" "}
              <a href={run.langsmithTraceUrl} rel="noreferrer">
                in LangSmith
              </a>
            </>
          )}
        </dd>
      </dl>
    </section>
  );
}
