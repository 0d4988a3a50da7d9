import { NotFoundError, UsageError } from "../../errors.ts";
import { readTraceReference } from "../../trace-context.ts";
import { findOwnTenant } from "../access/own-tenant.ts";
import { pickTenants } from "../access/pick-tenant.ts";
import { traceMessage } from "../blocks/runs/trace-message.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** How many steps are shown: as many as fit a message. */
const MOST_STEPS = 60;

/** As many digits of an id as are shown where several begin alike: more of them would look like a secret. */
const SHOWN = 16;

/** `/trace`: everything that happened under a trace, in order, from the request to the messages. */
export const traceCommand: SlashCommand = {
  name: "/trace",
  description: "Everything a request, click or run caused, in order",
  usage: "TRACE_ID [tenant] [share]",
  async answer({ payload, words, respond }, dependencies) {
    const slackUserId = payload.user_id;
    const { runs, access, publicUrl } = dependencies;
    const own = await access.listTenantsFor(slackUserId);
    // An id with dashes reads as a run's.
    const said = words.runRef.startsWith("latest") ? words.rest : [words.runRef, ...words.rest];
    const given = said.find((word) => findOwnTenant(word, own) === null && readTraceReference(word) !== null);
    const reference = given === undefined ? null : readTraceReference(given);
    if (reference === null) {
      throw new UsageError(
        "Say which trace: its id, a link to it, or the first six digits or more, as `/run-stats`, cards and answers show them.",
      );
    }
    const named = said.filter((word) => word !== given);
    const needed = { action: "trace.read" } as const;
    const tenantIds = await pickTenants(slackUserId, named, needed, dependencies);
    const found = (
      await Promise.all(
        tenantIds.map(async (tenantId) =>
          (await runs.findTraces(tenantId, reference)).map((traceId) => ({ tenantId, traceId })),
        ),
      )
    ).flat();
    const ids = [...new Set(found.map(({ traceId }) => traceId))];
    if (ids.length > 1) {
      throw new UsageError(
        `Several traces begin with "${reference}": ${ids.map((id) => id.slice(0, SHOWN)).join(", ")}. Say more of the one you mean.`,
      );
    }
    const followed = await Promise.all(
      found.map(async ({ tenantId, traceId }) => ({
        tenantId,
        ...(await runs.followTrace(tenantId, { traceId, limit: MOST_STEPS })),
      })),
    );
    const [trace, ...others] = followed.filter(({ steps }) => steps.length > 0);
    if (trace === undefined) throw new NotFoundError("trace", reference);
    await respond({
      response_type: words.share ? "in_channel" : "ephemeral",
      ...traceMessage(trace, { publicUrl, otherTenants: others.map(({ tenantId }) => tenantId) }),
    });
  },
};
