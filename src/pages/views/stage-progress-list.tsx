import { formatFigure } from "../../charts/format-figure.ts";
import { usdNumber } from "../../nano-usd.ts";
import type { CostForecast } from "../../observability/reads/forecast-cost.ts";
import { Badge } from "./badge.tsx";

/** A stage of a run in progress. */
interface Progress {
  readonly stage: string;
  readonly status: string;
  readonly done: number;
  readonly total: number;
}

/** How far a run is, stage by stage, and what it has cost. */
export function StageProgressList({
  stages,
  costUsd,
  forecast,
}: {
  readonly stages: readonly Progress[];
  readonly costUsd: number;
  readonly forecast: CostForecast | null;
}) {
  return (
    <section className="card wide" aria-label="Progress">
      <div className="card-head">
        <h2>Progress</h2>
        <span className="note">
          {formatFigure(costUsd, "usd")} so far
          {forecast !== null && `, ${formatFigure(usdNumber(forecast.expectedNanoUsd), "usd")} expected`}
        </span>
      </div>
      <table>
        <tbody>
          {stages.map(({ stage, status, done, total }) => (
            <tr key={stage}>
              <th scope="row">{stage}</th>
              <td>
                <Badge word={status} />
              </td>
              <td>
                {status === "running" && total > 0 && (
                  <progress
                    max={total}
                    value={Math.min(done, total)}
                    aria-label={`${stage} companies done`}
                  />
                )}
              </td>
              <td className="number">{status === "pending" || total === 0 ? "" : `${done} of ${total}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
