import type { SiteKind, Strength, TenantId } from "./town-company.ts";

type Counts = readonly (readonly [kind: SiteKind, strong: number, medium: number, weak: number])[];

/**
 * How many sites of each kind a tenant's file leads to, by the strength of the lead.
 * acme is a clean night: 6 of 60 sites cannot be read, 3 more keep robots out. globex is a bad one: 24 of 60 cannot
 * be read (22 for certain; whether a script-only or a huge page counts is the crawler's choice), 2 keep robots out.
 */
export const SITE_PLAN: Readonly<Record<TenantId, Counts>> = {
  acme: [
    ["good", 16, 14, 12],
    ["slow", 1, 2, 1],
    ["redirecting", 2, 2, 1],
    ["robots-blocked", 0, 1, 2],
    ["refused", 1, 0, 0],
    ["not-found", 0, 0, 1],
    ["server-error", 0, 1, 0],
    ["script-only", 0, 0, 1],
    ["huge", 0, 1, 0],
    ["tarpit", 0, 0, 1],
  ],
  globex: [
    ["good", 15, 6, 4],
    ["slow", 1, 1, 1],
    ["redirecting", 2, 1, 1],
    ["busy", 0, 1, 1],
    ["robots-blocked", 0, 1, 1],
    ["refused", 1, 2, 3],
    ["unknown-dns", 1, 2, 2],
    ["not-found", 1, 2, 1],
    ["server-error", 0, 2, 1],
    ["wrong-type", 0, 1, 1],
    ["script-only", 0, 1, 0],
    ["huge", 0, 0, 1],
    ["redirect-loop", 0, 0, 1],
    ["tarpit", 0, 0, 1],
  ],
};

/** The kinds whose crawl returns no text. */
export const UNREADABLE_KINDS: ReadonlySet<SiteKind> = new Set([
  "refused",
  "unknown-dns",
  "not-found",
  "server-error",
  "script-only",
  "huge",
  "wrong-type",
  "redirect-loop",
  "tarpit",
]);

/** The plan as a list, one entry per company. */
export function plannedSites(tenant: TenantId): { kind: SiteKind; strength: Strength }[] {
  return SITE_PLAN[tenant].flatMap(([kind, strong, medium, weak]) => [
    ...Array.from({ length: strong }, () => ({ kind, strength: "strong" as const })),
    ...Array.from({ length: medium }, () => ({ kind, strength: "medium" as const })),
    ...Array.from({ length: weak }, () => ({ kind, strength: "weak" as const })),
  ]);
}
