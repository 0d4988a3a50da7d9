import { Agent } from "./agent.ts";
import { AgentDailyMetric } from "./agent-daily-metric.ts";
import { AgentQuarter } from "./agent-quarter.ts";
import { Alert } from "./alert.ts";
import { AlertDiagnostic } from "./alert-diagnostic.ts";
import { AlertFeedback } from "./alert-feedback.ts";
import { AlertRuleRow } from "./alert-rule-row.ts";
import { AlertTransition } from "./alert-transition.ts";
import { ApiKey } from "./api-key.ts";
import { AuditEntry } from "./audit-entry.ts";
import { BudgetCounter } from "./budget-counter.ts";
import { Company } from "./company.ts";
import { CompanyAttempt } from "./company-attempt.ts";
import { CompanyCheck } from "./company-check.ts";
import { CompanyEnrichmentRun } from "./company-enrichment-run.ts";
import { CompanyImport } from "./company-import.ts";
import { CompanyImportChange } from "./company-import-change.ts";
import { CompanyKey } from "./company-key.ts";
import { Contact } from "./contact.ts";
import { Corpus } from "./corpus.ts";
import { DeadLetter } from "./dead-letter.ts";
import { DeliveryCount } from "./delivery-count.ts";
import { Drill } from "./drill.ts";
import { EmailVerification } from "./email-verification.ts";
import { EnrichmentRun } from "./enrichment-run.ts";
import { Exclusion } from "./exclusion.ts";
import { ExclusionKey } from "./exclusion-key.ts";
import { ExpectedRun } from "./expected-run.ts";
import { ExportGate } from "./export-gate.ts";
import { IcpRule } from "./icp-rule.ts";
import { IdempotentRequest } from "./idempotent-request.ts";
import { InstallationKey } from "./installation-key.ts";
import { JobOutbox } from "./job-outbox.ts";
import { LeadEmail } from "./lead-email.ts";
import { LeadFeature } from "./lead-feature.ts";
import { LeadScore } from "./lead-score.ts";
import { LoginLink } from "./login-link.ts";
import { MetricTotal } from "./metric-total.ts";
import { OdooConnection } from "./odoo-connection.ts";
import { OnboardingStatus } from "./onboarding-status.ts";
import { OtlpUnknownKey } from "./otlp-unknown-key.ts";
import { OutboxMessage } from "./outbox-message.ts";
import { PageSession } from "./page-session.ts";
import { PriceCardRow } from "./price-card-row.ts";
import { ProbeResult } from "./probe-result.ts";
import { QaSample } from "./qa-sample.ts";
import { QaVerdict } from "./qa-verdict.ts";
import { RateLease } from "./rate-lease.ts";
import { RefusedJob } from "./refused-job.ts";
import { ReportReader } from "./report-reader.ts";
import { RunDegradation } from "./run-degradation.ts";
import { RunEventLog } from "./run-event-log.ts";
import { RunLease } from "./run-lease.ts";
import { RunMetric } from "./run-metric.ts";
import { RunStageStat } from "./run-stage-stat.ts";
import { RunVendorUsage } from "./run-vendor-usage.ts";
import { RunbookProof } from "./runbook-proof.ts";
import { RunbookStep } from "./runbook-step.ts";
import { Schedule } from "./schedule.ts";
import { Silence } from "./silence.ts";
import { SlackChannel } from "./slack-channel.ts";
import { SlackDelivery } from "./slack-delivery.ts";
import { SlackInstallation } from "./slack-installation.ts";
import { SsicCode } from "./ssic-code.ts";
import { StageSketch } from "./stage-sketch.ts";
import { StagingCompany } from "./staging-company.ts";
import { Tenant } from "./tenant.ts";
import { TenantPolicyRow } from "./tenant-policy-row.ts";
import { TenantUser } from "./tenant-user.ts";
import { VendorActivity } from "./vendor-activity.ts";
import { VendorLedgerEntry } from "./vendor-ledger-entry.ts";
import { VendorUsageReading } from "./vendor-usage-reading.ts";
import { WorkerHeartbeat } from "./worker-heartbeat.ts";

/** Every table TypeORM knows. */
export const ENTITIES = [
  AgentDailyMetric,
  AgentQuarter,
  Agent,
  AlertFeedback,
  AlertDiagnostic,
  OutboxMessage,
  AlertRuleRow,
  AlertTransition,
  Alert,
  ApiKey,
  AuditEntry,
  BudgetCounter,
  CompanyAttempt,
  CompanyCheck,
  CompanyEnrichmentRun,
  CompanyImport,
  CompanyImportChange,
  CompanyKey,
  Company,
  Contact,
  Corpus,
  DeadLetter,
  DeliveryCount,
  Drill,
  EmailVerification,
  EnrichmentRun,
  Exclusion,
  ExclusionKey,
  ExpectedRun,
  ExportGate,
  IcpRule,
  IdempotentRequest,
  InstallationKey,
  JobOutbox,
  LeadEmail,
  LeadFeature,
  LeadScore,
  LoginLink,
  MetricTotal,
  OdooConnection,
  OnboardingStatus,
  OtlpUnknownKey,
  PageSession,
  PriceCardRow,
  ProbeResult,
  QaSample,
  QaVerdict,
  RateLease,
  RefusedJob,
  ReportReader,
  RunDegradation,
  RunEventLog,
  RunLease,
  RunMetric,
  RunStageStat,
  RunVendorUsage,
  RunbookProof,
  RunbookStep,
  Schedule,
  Silence,
  SlackChannel,
  SlackDelivery,
  SlackInstallation,
  SsicCode,
  StageSketch,
  StagingCompany,
  TenantPolicyRow,
  TenantUser,
  Tenant,
  VendorActivity,
  VendorLedgerEntry,
  VendorUsageReading,
  WorkerHeartbeat,
];
