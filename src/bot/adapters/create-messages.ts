import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { readDeliveryHealth, readDeliveryProblems } from "../../messages/delivery-health-store.ts";
import { reviveMessages } from "../../messages/revive-store.ts";
import type { Messages } from "../ports/messages.ts";

/** The outbox, as App Home reports it. */
export function createMessages(
  database: Database,
  { clock, readLink }: { readonly clock: Clock; readonly readLink: Messages["readLink"] },
): Messages {
  return {
    readLink,
    retry: () =>
      database.withService((transaction) =>
        reviveMessages(transaction, { tenantId: null, everything: true }, clock()),
      ),
    readHealth: () =>
      database.withService(async (transaction) => {
        const problems = await readDeliveryProblems(transaction, clock());
        return {
          ...(await readDeliveryHealth(transaction, clock())),
          problems: problems.flatMap(({ target, problem, waiting, dead, moved, channel }) =>
            problem === null
              ? []
              : [
                  {
                    target,
                    problem,
                    messages: waiting + dead + moved,
                    ...(channel !== null && { movedFrom: channel }),
                  },
                ],
          ),
        };
      }),
  };
}
