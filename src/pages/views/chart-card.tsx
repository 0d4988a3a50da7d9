import type { Chart } from "../../charts/chart.ts";
import { formatFigure } from "../../charts/format-figure.ts";
import { renderChart } from "../../charts/render-chart.ts";

/** A chart with the table of its numbers behind it. */
export function ChartCard({ chart, empty }: { readonly chart: Chart; readonly empty: string }) {
  const svg = renderChart(chart);
  return (
    <figure className="card" id={`chart-${chart.id}`}>
      <figcaption>
        <h2>{chart.title}</h2>
        <p className="note">{chart.description}</p>
      </figcaption>
      {svg === null ? (
        <p className="empty">{empty}</p>
      ) : (
        <>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by us, every text in it escaped */}
          <div className="drawing" dangerouslySetInnerHTML={{ __html: svg }} />
          <details className="numbers">
            <summary>
              Numbers<span className="hidden"> of {chart.title}</span>
            </summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, also by keyboard */}
            <section className="scroll" tabIndex={0} aria-label={`Numbers of ${chart.title}`}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{chart.labelName}</th>
                    {chart.series.map(({ name }) => (
                      <th key={name} scope="col" className="number">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {chart.labels.map(({ text, href }, place) => (
                    <tr key={`${text} ${href}`}>
                      <th scope="row">{href === null ? text : <a href={href}>{text}</a>}</th>
                      {chart.series.map(({ name, unit, values }) => (
                        <td key={name} className="number">
                          {formatFigure(values[place] ?? null, unit)}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </details>
        </>
      )}
    </figure>
  );
}
