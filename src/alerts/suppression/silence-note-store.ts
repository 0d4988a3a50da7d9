import type { Transaction } from "../../database/database.ts";
import { addThreadNotes, MOST_CARDS, type PostedCard, SELECT_CARDS } from "../notify/thread-note-store.ts";
import { matchesSilence, type SilenceMatcher } from "./silence-window.ts";

/** Shows a silence on the cards and in the threads of the open alerts that it covers; also when it was undone. */
export async function noteSilence(
  transaction: Transaction,
  silence: SilenceMatcher & { readonly tenantId: string; readonly silenceId: string },
  now: Date,
): Promise<void> {
  const cards = await transaction.query<PostedCard[]>(
    `${SELECT_CARDS} where a.tenant_id = $1 and a.state in ('firing', 'acknowledged') order by a.fired_at desc`,
    [silence.tenantId],
  );
  const covered = cards.filter((open) => matchesSilence(silence, open)).slice(0, MOST_CARDS);
  await addThreadNotes(transaction, covered, { about: "silence", silenceId: silence.silenceId }, now);
}
