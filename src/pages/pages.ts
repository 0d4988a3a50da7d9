import type { Page } from "./kit/page-request.ts";
import { agentPage } from "./places/agents/agent-page.tsx";
import { agentsPage } from "./places/agents/agents-page.tsx";
import { eventsPage } from "./places/agents/events-page.tsx";
import { alertPage } from "./places/alerts/alert-page.tsx";
import { alertsPage } from "./places/alerts/alerts-page.tsx";
import { rulePage } from "./places/alerts/rule-page.tsx";
import { rulesPage } from "./places/alerts/rules-page.tsx";
import { runbookPage } from "./places/alerts/runbook-page.tsx";
import { runbooksPage } from "./places/alerts/runbooks-page.tsx";
import { silencesPage } from "./places/alerts/silences-page.tsx";
import { companyPage } from "./places/nights/company-page.tsx";
import { latencyPage } from "./places/nights/latency-page.tsx";
import { overviewPage } from "./places/nights/overview-page.tsx";
import { qualityPage } from "./places/nights/quality-page.tsx";
import { runPage } from "./places/nights/run-page.tsx";
import { runsPage } from "./places/nights/runs-page.tsx";
import { vendorsPage } from "./places/nights/vendors-page.tsx";
import { auditPage } from "./places/settings/audit-page.tsx";
import { healthPage } from "./places/settings/health-page.tsx";
import { keysPage } from "./places/settings/keys-page.tsx";
import { peoplePage } from "./places/settings/people-page.tsx";
import { schedulesPage } from "./places/settings/schedules-page.tsx";

/** Every page of a tenant. */
export const PAGES: readonly Page[] = [
  overviewPage,
  runsPage,
  runPage,
  companyPage,
  vendorsPage,
  qualityPage,
  latencyPage,
  agentsPage,
  agentPage,
  eventsPage,
  alertsPage,
  alertPage,
  rulesPage,
  rulePage,
  silencesPage,
  runbooksPage,
  runbookPage,
  schedulesPage,
  peoplePage,
  keysPage,
  auditPage,
  healthPage,
];
