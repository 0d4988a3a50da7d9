import type { Database, Transaction } from "../database/database.ts";
import { measurePrecision, type RulePrecision } from "./precision.ts";
import { measureResponse, type ResponseReport, readEpisodes } from "./response.ts";
import { listResponseSteps, type ResponseWindow } from "./response-store.ts";

/** How often people called alerts not useful, by rule; the port to whoever keeps their feedback. */
export type CountNotUseful = (
  transaction: Transaction,
  window: ResponseWindow,
) => Promise<readonly { readonly ruleId: string; readonly notUseful: number }[]>;

/** How alerts of a window were responded to, and how useful each rule was (empty where no feedback is kept). */
export interface MeasuredResponse extends ResponseReport {
  readonly since: Date;
  readonly until: Date;
  readonly precision: readonly RulePrecision[];
}

/** Measures a tenant's window, or without a tenant every tenant's (as the service role). */
export async function readResponse(
  { database, countNotUseful }: { readonly database: Database; readonly countNotUseful?: CountNotUseful },
  window: ResponseWindow,
): Promise<MeasuredResponse> {
  const read = async (transaction: Transaction) => ({
    steps: await listResponseSteps(transaction, window),
    feedback: (await countNotUseful?.(transaction, window)) ?? null,
  });
  const { tenantId = null, since, until } = window;
  const { steps, feedback } = await (tenantId === null
    ? database.withService(read)
    : database.withTenant(tenantId, read));
  const report = measureResponse(readEpisodes(steps), until);
  const precision =
    feedback === null
      ? []
      : measurePrecision(
          report.byRule.map(({ key, fired }) => ({
            ruleId: key,
            fired,
            notUseful: feedback.find(({ ruleId }) => ruleId === key)?.notUseful ?? 0,
          })),
        );
  return { ...report, since, until, precision };
}
