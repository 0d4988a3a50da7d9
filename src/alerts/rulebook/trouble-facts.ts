/** How often work failed, by tenant and error. */
export interface Trouble {
  readonly tenantId: string;
  readonly code: string;
  readonly count: number;
}

/** The most tenants and errors that facts name. */
const MOST_NAMED = 5;

/** Whose work failed and with which errors, the most frequent first, as facts of a finding; the card shows both. */
export function troubleFacts(troubles: readonly Trouble[]): {
  readonly tenantNames: string;
  readonly errorClasses: string;
} {
  return {
    tenantNames: headsOf(troubles, ({ tenantId }) => tenantId)
      .map(([tenantId]) => tenantId)
      .join(", "),
    errorClasses: headsOf(troubles, ({ code }) => code)
      .map(([code, count]) => `${code} ${count}`)
      .join(", "),
  };
}

/** Whose work it is, to go on after "of": "acme, globex and 3 more tenants". */
export function tenantsText(troubles: readonly Pick<Trouble, "tenantId">[]): string {
  const names = [...new Set(troubles.map(({ tenantId }) => tenantId))];
  const rest = names.length - MOST_NAMED;
  if (rest > 0)
    return `${names.slice(0, MOST_NAMED).join(", ")} and ${rest} more ${rest === 1 ? "tenant" : "tenants"}`;
  return names.length < 2
    ? (names[0] ?? "no tenant")
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function headsOf(
  troubles: readonly Trouble[],
  nameOf: (trouble: Trouble) => string,
): readonly (readonly [string, number])[] {
  return [...Map.groupBy(troubles, nameOf)]
    .map(([name, own]) => [name, own.reduce((sum, { count }) => sum + count, 0)] as const)
    .toSorted(([name, count], [other, otherCount]) => otherCount - count || (name < other ? -1 : 1))
    .slice(0, MOST_NAMED);
}
