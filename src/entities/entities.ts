import { Alert } from "./alert.ts";
import { AlertDiagnostic } from "./alert-diagnostic.ts";
import { AlertNotification } from "./alert-notification.ts";
import { AlertTransition } from "./alert-transition.ts";
import { ApiKey } from "./api-key.ts";
import { AuditEntry } from "./audit-entry.ts";
import { BudgetCounter } from "./budget-counter.ts";
import { Company } from "./company.ts";
import { CompanyEnrichmentRun } from "./company-enrichment-run.ts";
import { Contact } from "./contact.ts";
import { Corpus } from "./corpus.ts";
import { Drill } from "./drill.ts";
import { EmailVerification } from "./email-verification.ts";
import { EnrichmentRun } from "./enrichment-run.ts";
import { IcpRule } from "./icp-rule.ts";
import { JobOutbox } from "./job-outbox.ts";
import { LeadEmail } from "./lead-email.ts";
import { LeadFeature } from "./lead-feature.ts";
import { LeadScore } from "./lead-score.ts";
import { OdooConnection } from "./odoo-connection.ts";
import { OnboardingStatus } from "./onboarding-status.ts";
import { QaSample } from "./qa-sample.ts";
import { QaVerdict } from "./qa-verdict.ts";
import { RunEventLog } from "./run-event-log.ts";
import { RunMetric } from "./run-metric.ts";
import { RunStageStat } from "./run-stage-stat.ts";
import { RunVendorUsage } from "./run-vendor-usage.ts";
import { SlackDelivery } from "./slack-delivery.ts";
import { SsicCode } from "./ssic-code.ts";
import { StageSketch } from "./stage-sketch.ts";
import { StagingCompany } from "./staging-company.ts";
import { Tenant } from "./tenant.ts";
import { TenantPolicyRow } from "./tenant-policy.ts";
import { TenantUser } from "./tenant-user.ts";

/** Every table TypeORM knows. */
export const ENTITIES = [
  AlertDiagnostic,
  AlertNotification,
  AlertTransition,
  Alert,
  ApiKey,
  AuditEntry,
  BudgetCounter,
  CompanyEnrichmentRun,
  Company,
  Contact,
  Corpus,
  Drill,
  EmailVerification,
  EnrichmentRun,
  IcpRule,
  JobOutbox,
  LeadEmail,
  LeadFeature,
  LeadScore,
  OdooConnection,
  OnboardingStatus,
  QaSample,
  QaVerdict,
  RunEventLog,
  RunMetric,
  RunStageStat,
  RunVendorUsage,
  SlackDelivery,
  SsicCode,
  StageSketch,
  StagingCompany,
  TenantPolicyRow,
  TenantUser,
  Tenant,
];
