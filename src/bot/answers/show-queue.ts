import { ROLES } from "../../entities/vocabulary.ts";
import { errorCode } from "../../errors.ts";
import type { QaSampleCard } from "../../qa/verdicts/qa-sample-card.ts";
import { qaQueueMessage } from "../blocks/qa/qa-queue-message.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall } from "../requests/block-action.ts";
import { createReference } from "../requests/decline.ts";
import type { Respond } from "../requests/respond-later.ts";

/** Whether a button was pressed in a reviewer's queue, which only they see, and not on the card in the channel. */
export function isInQueue({ container }: Pick<ActionCall["body"], "container">): boolean {
  return container["is_ephemeral"] === true;
}

/** Who reviews, and where their queue is shown. */
interface Queue {
  readonly slackUserId: string;
  readonly respond: Respond;
}

/** Shows the first sample of the tenants that waits for a verdict. */
export async function showQueue(
  tenantIds: readonly string[],
  queue: Queue,
  dependencies: BotDependencies,
): Promise<void> {
  await queue.respond({
    response_type: "ephemeral",
    ...(await drawQueue(tenantIds, null, queue, dependencies)),
  });
}

/**
 * Turns a reviewer's queue from a sample to the next: of its tenant, else of the others they review. What they did is already
 * recorded: a failure here is logged, and undoes nothing.
 */
export async function showNextSample(
  before: QaSampleCard,
  queue: Queue,
  dependencies: BotDependencies,
): Promise<void> {
  const { tenantId } = before.sample;
  try {
    const others = await reviewedTenants(queue.slackUserId, dependencies);
    const tenantIds = [tenantId, ...others.filter((other) => other !== tenantId)];
    await queue.respond({
      response_type: "ephemeral",
      replace_original: true,
      ...(await drawQueue(tenantIds, before, queue, dependencies)),
    });
  } catch (error) {
    const reference = createReference();
    dependencies.logger.warn("review queue not turned", { reference, tenantId, code: errorCode(error) });
  }
}

async function drawQueue(
  tenantIds: readonly string[],
  before: QaSampleCard | null,
  { slackUserId }: Queue,
  { samples, clock }: BotDependencies,
) {
  const reviewer = { slackUserId, now: clock() };
  const next = await samples.takeNext(tenantIds, reviewer);
  const states = await samples.readQueue(tenantIds, reviewer);
  return qaQueueMessage({ states, next, before });
}

async function reviewedTenants(slackUserId: string, { access }: BotDependencies): Promise<string[]> {
  const reviewed: string[] = [];
  for (const tenantId of await access.listTenantsFor(slackUserId)) {
    const role = await access.roleOf(slackUserId, tenantId);
    if (role !== null && ROLES.indexOf(role) >= ROLES.indexOf("qa")) reviewed.push(tenantId);
  }
  return reviewed;
}
