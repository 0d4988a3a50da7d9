import type { DataTable } from "../kit/data-table.ts";
import { withQuery } from "../kit/with-query.ts";

/** A table in a card, with its CSV file and the way to its next page. */
export function TableCard({
  table,
  query,
  isCaptionHidden = false,
}: {
  readonly table: DataTable;
  readonly query: URLSearchParams;
  readonly isCaptionHidden?: boolean;
}) {
  const { name, caption, headings, rows, empty, next } = table;
  return (
    <div className="card wide">
      <div className="card-head">
        <h2 id={`table-${name}`} className={isCaptionHidden ? "hidden" : undefined}>
          {caption}
        </h2>
        {rows.length > 0 && (
          <a className="quiet" href={withQuery(query, { csv: name, after: null })}>
            CSV<span className="hidden"> of {caption}</span>
          </a>
        )}
      </div>
      {rows.length === 0 ? (
        <p className="empty">{empty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, also by keyboard
        <section className="scroll" tabIndex={0} aria-labelledby={`table-${name}`}>
          <table>
            <thead>
              <tr>
                {headings.map((heading) => (
                  <th key={heading.name} scope="col" className={heading.isNumber ? "number" : undefined}>
                    {heading.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, cells }) => (
                <tr key={key}>
                  {cells.map((cell, place) => (
                    <td
                      key={headings[place]?.name}
                      className={headings[place]?.isNumber === true ? "number" : undefined}
                    >
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {next !== null && (
        <p className="pager">
          <a href={next}>Older</a>
        </p>
      )}
    </div>
  );
}
