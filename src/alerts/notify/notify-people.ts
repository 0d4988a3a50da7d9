import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import { NOTIFIER_NAMES, type NotifierName } from "../../messages/notifier.ts";
import {
  findMessages,
  type KnownMessage,
  messageKey,
  type WantedMessage,
  wantMessages,
} from "../../messages/outbox-store.ts";
import { USUAL_NOISE } from "../policy/noise.ts";
import type { TransitionOutcome } from "../transition/alert-state.ts";
import { callMessage } from "./call-note.ts";
import { listDrillsWithoutPages, listIncidentsGoingOn, pageMessage } from "./page-store.ts";
import {
  type ChannelTraffic,
  readStormDigestSubjects,
  readTraffic,
  type TenantChannel,
} from "./storm-digest-store.ts";
import { redrawCalls } from "./thread-note-store.ts";

/** How people should be notified about an alert. */
export interface NotifyRequest {
  readonly alert: Pick<Alert, "tenantId" | "alertId" | "incidentId" | "version" | "state" | "drill">;
  readonly notify: TransitionOutcome["notify"];
  /** The channel for a card that does not exist yet; null: none. */
  readonly channel: string | null;
  /** Notifiers that report it outside Slack. */
  readonly alsoNotify?: readonly NotifierName[];
  /** It is worse than what people knew of the incident that it joined. */
  readonly worse?: boolean;
  /** See Noise. */
  readonly stormCards?: number;
}

/** A request with a channel. */
interface Placed extends NotifyRequest {
  readonly where: string;
  /** Null: its incident has no card yet. */
  readonly card: KnownMessage | null;
  /** The first that asks for its incident's card; the others are lines in the card's thread. */
  readonly isFirst: boolean;
}

/**
 * Asks for the messages that outcomes call for: an incident's card (in a storm digest's thread when there are too many at
 * once), a line in its thread for what people should hear, and the same at `alsoNotify`. An alert that joins an incident
 * whose card is in another channel than its own is called out there too. At most nine queries (and one for drills),
 * whatever the number of requests. False for each request without a channel.
 */
export async function notifyPeople(
  transaction: Transaction,
  requests: readonly NotifyRequest[],
  now: Date,
): Promise<boolean[]> {
  const spoken = requests.filter(({ notify }) => notify !== null);
  if (spoken.length === 0) return requests.map(() => true);
  const known = await findMessages(transaction, [
    ...spoken.map(cardOf),
    ...spoken.map(checklistOf),
    ...spoken.flatMap(({ alert }) => NOTIFIER_NAMES.map((target) => pageOf(alert, target))),
  ]);
  const drills = spoken.flatMap(({ alert }) => (alert.drill === true ? [alert] : []));
  const withoutPages = drills.length === 0 ? new Set() : await listDrillsWithoutPages(transaction, drills);
  const ended = spoken.flatMap(({ alert }) =>
    alert.state === "resolved" && isPaged(alert, known) ? [alert] : [],
  );
  const goingOn = ended.length === 0 ? new Set() : await listIncidentsGoingOn(transaction, ended);
  const pages = spoken.flatMap((request) =>
    withoutPages.has(request.alert.alertId) ||
    (request.alert.state === "resolved" && goingOn.has(incidentOf(request.alert)))
      ? []
      : pagesOf(request, known),
  );
  const places = new Map<string, string>();
  const placed = spoken.flatMap((request): Placed[] => {
    const key = messageKey(cardOf(request));
    const card = known.get(key) ?? null;
    const own = request.channel ?? card?.channel;
    const shared = card?.channel ?? places.get(key) ?? request.channel ?? undefined;
    const where = isOwnCard(request) ? own : shared;
    if (where === undefined) return [];
    const isFirst = card === null && !places.has(key);
    places.set(key, where);
    return [{ ...request, where, card, isFirst }];
  });
  const digests = await wantDigests(transaction, placed, now);
  const parentOf = (request: Placed) =>
    request.card?.parentId ?? digests.get(messageKey(cardOf(request))) ?? null;
  const cards = await wantMessages(
    transaction,
    placed.map((request) => ({ ...cardOf(request), channel: request.where, parentId: parentOf(request) })),
    now,
  );
  const threads = placed.flatMap((request): WantedMessage[] => {
    const { alert, notify, where: channel } = request;
    const { tenantId, alertId, version } = alert;
    // A thread has no threads: what belongs to a card in a digest goes to the digest's thread.
    const parentId = parentOf(request) ?? cards.get(messageKey(cardOf(request))) ?? null;
    const inThread = { tenantId, channel, parentId };
    const checklist = checklistOf(request);
    // The runbook comes with the card; later changes of the alert do not change it.
    if (notify === "post" && request.isFirst) return [{ ...inThread, ...checklist }];
    // Another alert may lead its incident now, whose checklist it is.
    const isLedAnew = request.card !== null && (notify === "post" || alert.state === "resolved");
    const redrawn: WantedMessage[] =
      isLedAnew && known.has(messageKey(checklist)) ? [{ ...inThread, ...checklist }] : [];
    if (notify === "update") return redrawn;
    const isElsewhere = notify === "post" && request.channel !== null && request.channel !== channel;
    return [
      ...redrawn,
      { ...inThread, ...formatSubject({ kind: "alert_note", about: "step", alertId, version }) },
      ...(isElsewhere ? [callMessage(alert, request.channel)] : []),
    ];
  });
  await redrawCalls(
    transaction,
    spoken.flatMap(({ alert }) => (alert.state === "firing" ? [] : [alert])),
  );
  await wantMessages(transaction, [...threads, ...pages], now);
  const told = new Set(placed.map(({ alert }) => alert.alertId));
  return requests.map(({ notify, alert }) => notify === null || told.has(alert.alertId));
}

/** Whether an alert's card is its own: a card that is not posted yet follows its alert to another channel. */
function isOwnCard({ alert: { incidentId } }: Pick<NotifyRequest, "alert">): boolean {
  return (incidentId ?? null) === null;
}

/** The card of the alert's incident. */
function cardOf({ alert: { tenantId, alertId, incidentId } }: Pick<NotifyRequest, "alert">) {
  return { tenantId, ...formatSubject({ kind: "alert", alertId: incidentId ?? alertId }) };
}

/** The checklist in its thread. */
function checklistOf({ alert: { tenantId, alertId, incidentId } }: Pick<NotifyRequest, "alert">) {
  return { tenantId, ...formatSubject({ kind: "alert_checklist", alertId: incidentId ?? alertId }) };
}

/** The alert that an alert's incident is named by. */
function incidentOf({ alertId, incidentId }: NotifyRequest["alert"]): string {
  return incidentId ?? alertId;
}

/** What a notifier is sent about an alert's incident. */
function pageOf(alert: NotifyRequest["alert"], target: NotifierName): WantedMessage {
  return pageMessage({ tenantId: alert.tenantId, alertId: incidentOf(alert), target });
}

function isPaged(alert: NotifyRequest["alert"], known: ReadonlyMap<string, unknown>): boolean {
  return NOTIFIER_NAMES.some((target) => known.has(messageKey(pageOf(alert, target))));
}

/** Notifiers that reported an incident also report its changes; what joins it only if it is worse. */
function pagesOf(
  { alert, notify, alsoNotify = [], worse = false }: NotifyRequest,
  known: ReadonlyMap<string, unknown>,
): WantedMessage[] {
  return NOTIFIER_NAMES.flatMap((target) => {
    const page = pageOf(alert, target);
    const isKnown = known.has(messageKey(page));
    const joins = notify === "post" && (alert.incidentId ?? null) !== null;
    if (isKnown && joins && !worse) return [];
    const isNew = notify !== "update" && alert.state === "firing" && alsoNotify.includes(target);
    const isUpdate = (notify !== "update" || alert.state === "resolved") && isKnown;
    return isNew || isUpdate ? [page] : [];
  });
}

/** Asks for the storm digests that count these alerts. Returns the digest of each new card that belongs in one, by the card. */
async function wantDigests(
  transaction: Transaction,
  placed: readonly Placed[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const joining = await joinDigests(transaction, placed, now);
  const touched = placed.flatMap(({ alert: { tenantId }, card, notify }) =>
    card !== null && card.parentId !== null && notify === "update_and_thread"
      ? [{ tenantId, messageId: card.parentId }]
      : [],
  );
  const changed = touched.length === 0 ? [] : [...(await readStormDigestSubjects(transaction, touched))];
  const ids = await wantMessages(
    transaction,
    [...joining.map(({ digest }) => digest), ...changed.map(([, digest]) => digest)],
    now,
  );
  return new Map(
    joining.flatMap(({ card, digest }) => {
      const id = ids.get(messageKey(digest));
      return id === undefined ? [] : [[card, id] as const];
    }),
  );
}

/** The new cards that are too many for their channels, each with the storm digest it belongs in. */
async function joinDigests(
  transaction: Transaction,
  placed: readonly Placed[],
  now: Date,
): Promise<{ readonly card: string; readonly digest: WantedMessage }[]> {
  // A drill is not part of a storm: it always gets its own card.
  const fresh = placed.filter(({ isFirst, alert }) => isFirst && alert.drill !== true);
  if (fresh.length === 0) return [];
  const keyOf = ({ tenantId, channel }: TenantChannel) => JSON.stringify([tenantId, channel]);
  const channels = new Map(
    fresh.map(({ alert: { tenantId }, where: channel }) => [
      keyOf({ tenantId, channel }),
      { tenantId, channel },
    ]),
  );
  const traffic = new Map<string, Pick<ChannelTraffic, "cards" | "digest">>(
    (await readTraffic(transaction, [...channels.values()], now)).map((found) => [keyOf(found), found]),
  );
  return fresh.flatMap((request) => {
    const {
      alert: { tenantId },
      where: channel,
      stormCards,
    } = request;
    const key = keyOf({ tenantId, channel });
    const { cards, digest } = traffic.get(key) ?? { cards: 0, digest: null };
    const isStorm = cards >= (stormCards ?? USUAL_NOISE.stormCards);
    const begun = formatSubject({ kind: "alert_digest", channel, begunAt: now.toISOString() });
    const subjectId = isStorm ? (digest ?? begun.subjectId) : digest;
    traffic.set(key, { cards: cards + 1, digest: subjectId });
    if (!isStorm || subjectId === null) return [];
    return [{ card: messageKey(cardOf(request)), digest: { ...begun, tenantId, subjectId, channel } }];
  });
}
