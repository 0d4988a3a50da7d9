import type { ReactNode } from "react";
import type { Runbook } from "../../alerts/runbooks/runbook.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import type { UserRole } from "../../database/tenants/user-store.ts";
import type { Role } from "../../entities/vocabulary.ts";
import type { RefusalLog } from "../../observability/refusals/create-refusal-log.ts";
import type { DataTable } from "./data-table.ts";
import type { PageControl } from "./page-control.ts";
import type { ZonedTime } from "./zoned-time.ts";

/** What the pages need from the process they run in. */
export interface PageWorld {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: {
    info(message: string, fields?: Record<string, unknown>): void;
    error(message: string, fields?: Record<string, unknown>): void;
  };
  readonly runbooks: readonly Runbook[];
  readonly refusals: RefusalLog;
  /** Where people reach this server; decides whether cookies are Secure. */
  readonly publicUrl: () => string;
  /** The tenants and roles of a Slack user, as in Slack. */
  readonly listRoles: (userId: string) => Promise<readonly UserRole[]>;
  /** What the runner does on request, handed in by the composition root. */
  readonly control: PageControl;
}

/** Who reads a page, and how. */
export interface Reader {
  readonly userId: string;
  readonly sessionHash: string;
  /** Proves that a form came from our own page. */
  readonly csrf: string;
  readonly tenants: readonly UserRole[];
  /** The reader's own time zone; null until it is known. */
  readonly timezone: string | null;
}

/** A request for a page of a tenant, by somebody who may see it. */
export interface PageRequest {
  readonly world: PageWorld;
  readonly reader: Reader;
  readonly tenantId: string;
  readonly role: Role;
  /** The path's parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The most rows of a table: fewer on a page than in a CSV file. */
  readonly rowLimit: number;
  readonly now: Date;
  readonly time: ZonedTime;
}

/** What a page shows. */
export interface PageView {
  readonly title: string;
  /** A line below the title. */
  readonly lead?: ReactNode;
  /** Shown first, and renewed while the page is open. */
  readonly live?: ReactNode;
  readonly body: ReactNode;
  /** The tables on the page, for their CSV files. */
  readonly tables?: readonly DataTable[];
}

/** The entries of the menu. */
export const SECTIONS = {
  overview: "Overview",
  runs: "Runs",
  vendors: "Vendors and cost",
  quality: "Quality",
  latency: "Latency",
  agents: "Agents",
  events: "Events",
  alerts: "Alerts",
  rules: "Rules",
  silences: "Silences",
  runbooks: "Runbooks",
  schedules: "Schedules",
  people: "People and policy",
  keys: "API keys",
  audit: "Audit log",
  health: "Health",
} as const;
export type Section = keyof typeof SECTIONS;

/** A page of a tenant. */
export interface Page {
  /** Below the tenant's own path; parameters as `:name`. */
  readonly path: string;
  readonly section: Section;
  /** The least role that may see it. */
  readonly role: Role;
  load(request: PageRequest): Promise<PageView>;
  /** The buttons on it, by the name their form sends. */
  readonly acts?: Readonly<Record<string, PageAct>>;
}

/** A button: who may press it and what it does. */
export interface PageAct {
  readonly role: Role;
  /** Its name in the audit log, for refusals. */
  readonly action: string;
  /** Says what was done; `to` is where to go afterwards, the same page by default. */
  perform(
    request: PageRequest,
    form: URLSearchParams,
  ): Promise<{ readonly said: string; readonly to?: string; readonly secret?: string }>;
}
