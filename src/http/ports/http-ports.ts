import type { AgentPort } from "./agent-port.ts";
import type { AlertPort } from "./alert-port.ts";
import type { AuditPort } from "./audit-port.ts";
import type { IdempotencyPort } from "./idempotency-port.ts";
import type { IngestPort } from "./ingest-port.ts";
import type { KeyAdminPort } from "./key-admin-port.ts";
import type { KeyPort } from "./key-port.ts";
import type { RefusalPort } from "./refusal-port.ts";
import type { RulePort } from "./rule-port.ts";
import type { RunControl } from "./run-control.ts";
import type { RunPort } from "./run-port.ts";
import type { RunbookPort } from "./runbook-port.ts";
import type { ScorePort } from "./score-port.ts";
import type { ServicePort } from "./service-port.ts";

/** What the HTTP shell asks of the rest, by concern. A route takes the ports it needs. */
export interface HttpPorts {
  readonly service: ServicePort;
  readonly keys: KeyPort;
  readonly refusals: RefusalPort;
  readonly keyAdmin: KeyAdminPort;
  readonly audit: AuditPort;
  readonly idempotency: IdempotencyPort;
  readonly agents: AgentPort;
  readonly ingest: IngestPort;
  readonly runs: RunPort;
  readonly control: RunControl;
  readonly scores: ScorePort;
  readonly rules: RulePort;
  readonly alerts: AlertPort;
  readonly runbooks: RunbookPort;
}
