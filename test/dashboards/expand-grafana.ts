/** The time a dashboard shows, and what is chosen at its top. */
export interface GrafanaView {
  readonly from: Date;
  readonly to: Date;
  readonly chosen: Readonly<Record<string, readonly string[]>>;
}

const MACRO = /\$([_a-zA-Z0-9]+)\(([^)]*)\)/g;
const VARIABLE = /\$\{(\w+):(\w+)\}/g;
const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;

/**
 * A query as Grafana sends it to Postgres: variables first (its `sqlstring` format quotes each value), then the macros
 * of its PostgreSQL data source. Throws on anything else that Grafana would not replace.
 */
export function expandGrafana(sql: string, { from, to, chosen }: GrafanaView): string {
  const filled = sql.replaceAll(VARIABLE, (whole, name: string, format: string) => {
    const values = chosen[name];
    if (values === undefined || format !== "sqlstring") throw new Error(`Grafana does not know ${whole}`);
    return values.map((value) => `'${value.replaceAll("'", "''")}'`).join(",");
  });
  const expanded = filled.replaceAll(MACRO, (whole, macro: string, text: string) => {
    const [column = "", interval = ""] = text.split(",").map((arg) => arg.trim());
    switch (macro) {
      case "__timeFilter":
        return `${column} BETWEEN '${from.toISOString()}' AND '${to.toISOString()}'`;
      case "__timeGroup":
        return timeGroup(column, interval);
      case "__timeGroupAlias":
        return `${timeGroup(column, interval)} AS "time"`;
      default:
        throw new Error(`unknown macro ${whole}`);
    }
  });
  if (/\$[{_a-zA-Z]/.test(expanded)) throw new Error(`left as it was: ${expanded}`);
  return expanded;
}

function timeGroup(column: string, interval: string): string {
  const [, count, unit] = /^'?(\d+)([smhdw])'?$/.exec(interval) ?? [];
  if (unit === undefined || !(unit in SECONDS)) throw new Error(`error parsing interval ${interval}`);
  const seconds =
    Number(count) *
    Object.entries(SECONDS).reduce((sum, [name, size]) => sum + (name === unit ? size : 0), 0);
  return `floor(extract(epoch from ${column})/${seconds})*${seconds}`;
}
