import type { HealthCheck } from "../ports/service-port.ts";
import type { CheckDependencies } from "./check-dependencies.ts";
import { createClockCheck } from "./create-clock-check.ts";
import { createDatabaseCheck } from "./create-database-check.ts";
import { createDeliveryCheck } from "./create-delivery-check.ts";
import { createOdooCheck } from "./create-odoo-check.ts";
import { createPartitionCheck } from "./create-partition-check.ts";
import { createQueueCheck } from "./create-queue-check.ts";
import { createRunnersCheck } from "./create-runners-check.ts";
import { createSchemaCheck } from "./create-schema-check.ts";
import { createSlackLinkCheck } from "./create-slack-link-check.ts";
import { createVendorChecks } from "./create-vendor-checks.ts";

/** What `/health` looks at. Paid vendors are judged by what was recorded: a check never costs anything. */
export function createHealthChecks(dependencies: CheckDependencies): HealthCheck[] {
  const { clock, readMachineAheadMs, readSlackLink } = dependencies;
  return [
    createDatabaseCheck(dependencies),
    createSchemaCheck(dependencies),
    createQueueCheck(dependencies),
    createRunnersCheck(dependencies),
    createPartitionCheck(dependencies),
    ...createVendorChecks(dependencies),
    createOdooCheck(dependencies),
    createDeliveryCheck(dependencies),
    ...(readMachineAheadMs === undefined ? [] : [createClockCheck(readMachineAheadMs)]),
    ...(readSlackLink === undefined || readSlackLink() === null
      ? []
      : [createSlackLinkCheck(readSlackLink, clock)]),
  ];
}
