/** A run of a tenant. */
export interface RunKey {
  readonly tenantId: string;
  readonly runId: string;
}

/** Runs as arrays for a query. */
export type KeyColumns = readonly [tenantIds: readonly string[], runIds: readonly string[]];

export function columnsOf(keys: readonly RunKey[]): KeyColumns {
  return [keys.map(({ tenantId }) => tenantId), keys.map(({ runId }) => runId)];
}

export function nameOf({ tenantId, runId }: RunKey): string {
  return `${runId} ${tenantId}`;
}

export function byRun<Row extends RunKey>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, nameOf);
}

/** A row without its run. */
export function withoutKey<Row extends RunKey>(row: Row): Omit<Row, keyof RunKey> {
  // oxlint-disable-next-line no-unused-vars -- left out on purpose
  const { tenantId: _, runId: __, ...others } = row;
  return others;
}
