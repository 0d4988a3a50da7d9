/** A figure that matters by itself, and where its rows are. */
export interface KeyFigure {
  readonly name: string;
  readonly value: string;
  /** Below it, in small. */
  readonly note: string;
  readonly href: string;
  readonly tone?: "good" | "bad" | "warn";
}

/** A row of figures. */
export function FigureCards({ figures }: { readonly figures: readonly KeyFigure[] }) {
  return (
    <ul className="figures">
      {figures.map(({ name, value, note, href, tone }) => (
        <li key={name}>
          <a className="card figure" href={href}>
            <span className="name">{name}</span>
            <span className={tone === undefined ? "value" : `value ${tone}`}>{value}</span>
            <span className="note">{note}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
