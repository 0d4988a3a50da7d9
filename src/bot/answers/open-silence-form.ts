import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { type SilenceScopeName, silenceView } from "../blocks/alerts/silence-view.ts";
import { headOf } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { SilenceScope } from "../ports/silences.ts";
import type { CardPlace } from "./redraw-card.ts";

/** What the form for a silence carries. */
export const SilenceFormRef = z.object({
  tenantId: z.string().min(1),
  /** Null when the form was not opened from an alert. */
  alertId: z.uuid().nullable(),
  ruleId: z.string().nullable(),
  subject: z.string().nullable(),
  place: z.object({ channel: z.string(), ts: z.string() }).nullable(),
});
export type SilenceFormRef = z.infer<typeof SilenceFormRef>;

/** Opens the form for a silence, with what the narrowest scope would keep quiet. */
export async function openSilenceForm(
  who: { readonly client: WebClient; readonly triggerId: string; readonly slackUserId: string },
  from: { readonly tenantId: string; readonly alertId: string | null; readonly place: CardPlace | null },
  dependencies: BotDependencies,
): Promise<void> {
  const { tenantId, alertId, place } = from;
  await requireRole({ slackUserId: who.slackUserId, tenantId }, "silence.create", dependencies);
  const card = alertId === null ? null : await dependencies.alerts.readCard(tenantId, alertId);
  if (alertId !== null && card === null) throw new NotFoundError("alert", alertId);
  const ref: SilenceFormRef = {
    tenantId,
    alertId,
    ruleId: card?.alert.ruleId ?? null,
    subject: card === null ? null : headOf(card.alert.subject, 1000),
    place,
  };
  const scope = card === null ? "rule" : "subject";
  const view = await drawSilenceForm(ref, { scope, ruleId: null }, dependencies);
  await who.client.views.open({ trigger_id: who.triggerId, view });
}

/** The form with the choices made in it so far. */
export async function drawSilenceForm(
  ref: SilenceFormRef,
  chosen: { readonly scope: SilenceScopeName; readonly ruleId: string | null },
  dependencies: Pick<BotDependencies, "silences" | "rules">,
) {
  const { ruleId, subject, tenantId } = ref;
  const isFromAlert = ruleId !== null && subject !== null;
  const rules = isFromAlert ? [] : await dependencies.rules.list(tenantId);
  const rule = chosen.ruleId ?? rules[0]?.ruleId ?? null;
  return silenceView({
    tenantId,
    alert: isFromAlert ? { ruleId, subject } : null,
    timezone: await dependencies.silences.timezoneOf(tenantId),
    rules: rules.map(({ ruleId: id, title }) => ({ id, title })),
    preview: await dependencies.silences.preview(scopeOf(ref, { ...chosen, ruleId: rule })),
    chosen: { ...chosen, ruleId: rule },
    metadata: JSON.stringify(ref),
  });
}

/** The scope that a choice in the form stands for. */
export function scopeOf(
  { tenantId, ruleId, subject }: Pick<SilenceFormRef, "tenantId" | "ruleId" | "subject">,
  chosen: { readonly scope: SilenceScopeName; readonly ruleId: string | null },
): SilenceScope {
  switch (chosen.scope) {
    case "subject":
      return { tenantId, ruleId, subject };
    case "rule":
      return { tenantId, ruleId: ruleId ?? chosen.ruleId, subject: null };
    case "tenant":
      return { tenantId, ruleId: null, subject: null };
  }
}
