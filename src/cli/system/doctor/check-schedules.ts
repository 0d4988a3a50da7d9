import { problemOfScheduleCron } from "../../../config/problem-of-cron.ts";
import { problemOfTimezone } from "../../../config/problem-of-timezone.ts";
import type { Database } from "../../../database/database.ts";
import { listAllTenants, type TenantRow } from "../../../database/tenants/tenant-store.ts";
import { listSchedules } from "../../../runner/schedule/schedule-store.ts";
import { type DoctorFinding, fail } from "./doctor-finding.ts";

/** Stored time zones and crons that are invalid, so that no night can begin. The commands would have refused them. */
export async function checkSchedules(database: Database): Promise<DoctorFinding[]> {
  const active = (await listAllTenants(database)).filter((tenant) => tenant.active);
  const findings = await Promise.all(active.map((tenant) => checkTenant(database, tenant)));
  return findings.flat();
}

async function checkTenant(database: Database, { tenantId, timezone }: TenantRow): Promise<DoctorFinding[]> {
  const schedules = await database.withTenant(tenantId, (transaction) =>
    listSchedules(transaction, tenantId),
  );
  return [
    ...finding(
      `time zone of ${tenantId}`,
      problemOfTimezone(timezone),
      `node_modules/.bin/nightshift tenants set ${tenantId} --timezone …; until then its days are UTC's, and no night begins by its own zone`,
    ),
    ...schedules
      .filter(({ enabled }) => enabled)
      .flatMap(({ scheduleId, cron, timezone: own }) => {
        const set = `node_modules/.bin/nightshift schedules set ${tenantId} --id ${scheduleId}`;
        const subject = `schedule ${scheduleId} of ${tenantId}`;
        return [
          ...finding(subject, problemOfScheduleCron(cron), `${set} --cron "0 1 * * *"`),
          ...finding(subject, own === null ? null : problemOfTimezone(own), `${set} --timezone …`),
        ];
      }),
  ];
}

function finding(subject: string, problem: string | null, remedy: string): DoctorFinding[] {
  return problem === null ? [] : [fail(subject, problem, remedy)];
}
