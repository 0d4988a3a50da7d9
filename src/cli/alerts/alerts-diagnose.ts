import type { Command } from "commander";
import { diagnoseAlert } from "../../alerts/diagnosis/diagnose-alert.ts";
import { findAlertId } from "../../alerts/lifecycle/alert-list-store.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { causeText, diagnosisLines } from "../../diagnosis/cause-text.ts";
import { NotFoundError } from "../../errors.ts";
import type { CliContext } from "../kit/context.ts";

/** `alerts diagnose`. */
export function registerAlertsDiagnose(alerts: Command, context: CliContext): void {
  alerts
    .command("diagnose")
    .description("say why an alert fired, and every cause that was weighed, with its evidence")
    .argument("<alert>", "its id, or the beginning of it")
    .requiredOption("--tenant <id>")
    .action(async (reference: string, { tenant }: { tenant: string }) => {
      const found = await context.withConnection(async ({ database }) => {
        await requireTenant(database, tenant);
        const alertId = await database.withTenant(tenant, (transaction) =>
          findAlertId(transaction, tenant, reference),
        );
        return alertId === null
          ? null
          : diagnoseAlert(database, { tenantId: tenant, alertId }, context.clock());
      });
      if (found === null) throw new NotFoundError("alert", reference.slice(0, 40));
      const { alert, diagnosis } = found;
      const [first] = diagnosis.causes;
      context.print(
        [
          alert.summary,
          "",
          causeText(diagnosis),
          ...(first === undefined
            ? []
            : [
                `What helps: ${first.hypothesis.helps}.`,
                ...(first.hypothesis.doesNotHelp === null
                  ? []
                  : [`What does not: ${first.hypothesis.doesNotHelp}.`]),
              ]),
          "",
          ...diagnosisLines(diagnosis),
        ].join("\n"),
      );
    });
}
