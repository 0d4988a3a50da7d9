import { z } from "zod";
import { requireRole } from "../access/require-role.ts";
import { redrawCard } from "../answers/redraw-card.ts";
import { qaGateMessage } from "../blocks/qa/qa-gate-message.ts";
import { readGateFormRef } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Submitted = z.object({
  except: z.object({
    except: z.object({ selected_options: z.array(z.object({ value: z.uuid() })).nullish() }),
  }),
});

/** Lets all of a night's leads go but those that were chosen. */
export const gateExceptForm: ViewSubmission = {
  callbackId: "gate-except",
  async submit({ view, slackUserId, client, ack }, dependencies) {
    const { place, ...ref } = readGateFormRef(view.private_metadata);
    await requireRole({ slackUserId, tenantId: ref.tenantId }, "gate.decide", dependencies);
    const chosen = Submitted.parse(view.state.values).except.except.selected_options ?? [];
    const except = chosen.map(({ value }) => value);
    const before = await dependencies.runs.readGate(ref.tenantId, ref.runId);
    if (before?.held.every(({ companyId }) => except.includes(companyId))) {
      const kept = before.gate.leads - before.gate.released;
      if (except.length >= kept) {
        const errors = { except: "That leaves none to let go. Press Hold on the card instead." };
        await ack({ response_action: "errors", errors });
        return;
      }
    }
    await dependencies.runs.decideGate({ ...ref, act: "release", except, actor: `slack:${slackUserId}` });
    await ack();
    const card = await dependencies.runs.readGate(ref.tenantId, ref.runId);
    if (card === null) return;
    const { logger } = dependencies;
    await redrawCard(place, qaGateMessage(card, []), { client, logger });
  },
};
