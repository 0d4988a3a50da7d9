import type { Locator, Page } from "playwright-core";
import { waitUntil } from "../../support/wait-until.ts";
import type { IncidentKind } from "./incident-kinds.ts";

/** What it took somebody on call, woken at night, to do the right thing from a phone. */
export interface Walked {
  readonly ruleId: string;
  /** What was done, as the buttons say. */
  readonly did: string;
  readonly taps: number;
  readonly scrolls: number;
  /** Everything that is read on the way: the card down to its buttons, and what opens. */
  readonly words: number;
  /** At a slow reader's pace, a tap and a scroll at a time, and what the app took to answer. */
  readonly seconds: number;
  /** From the top of the card to the bottom of its buttons, in pixels. */
  readonly height: number;
}

const PHONE_HEIGHT = 844;
/** Half awake: 200 words a minute. */
const WORDS_PER_SECOND = 200 / 60;
const SECONDS_PER_TAP = 2;
const SECONDS_PER_SCROLL = 1.5;

/** Goes from the card in the channel to the right act for its kind, pressing only what is on the screen. */
export async function walkIncident(page: Page, kind: IncidentKind): Promise<Walked> {
  const { ruleId, path } = kind;
  const startedMs = performance.now();
  const card = cardOf(page, kind);
  const [first = ""] = path;
  const firstButton = card.getByRole("button", { name: first, exact: true });
  await firstButton.waitFor();
  const { top, bottom } = await waitUntil(() => measure(card, firstButton), "a channel that stands still");
  const scrolls = scrollsTo(top, bottom);
  const height = Math.round(bottom - top);
  let words = countWords(await seenText(card));
  for (const [index, label] of path.entries()) {
    const where: Locator = index === 0 ? card : page.getByRole("dialog").or(card).last();
    await where.getByRole("button", { name: label, exact: true }).last().click();
    const next = path[index + 1];
    if (next === undefined) break;
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: next, exact: true }).last().waitFor();
    words += countWords(await seenText(dialog));
  }
  const taps = path.length;
  const waited = (performance.now() - startedMs) / 1000;
  const seconds = words / WORDS_PER_SECOND + taps * SECONDS_PER_TAP + scrolls * SECONDS_PER_SCROLL + waited;
  return {
    ruleId,
    did: path.join(" → "),
    taps,
    scrolls,
    words,
    seconds: Math.round(seconds),
    height,
  };
}

export function cardOf(page: Page, { tenantId, ruleId }: IncidentKind): Locator {
  return page
    .getByRole("article")
    .filter({ hasText: ` ${tenantId}: ` })
    .filter({ hasText: ruleId });
}

/** From where to where a card reaches on the screen down to its button; false while new messages move it. */
async function measure(card: Locator, button: Locator) {
  const before = await card.boundingBox();
  const under = await button.boundingBox();
  const after = await card.boundingBox();
  if (before === null || under === null || before.y !== after?.y) return false;
  return { top: before.y, bottom: under.y + under.height };
}

/** How often the screen must be moved until both the card's beginning and its button were on it. */
function scrollsTo(top: number, bottom: number): number {
  const up = top < 0 ? Math.ceil(-top / PHONE_HEIGHT) : 0;
  const down = bottom > PHONE_HEIGHT ? Math.ceil((bottom - PHONE_HEIGHT) / PHONE_HEIGHT) : 0;
  return up + down;
}

/** The text that is shown, without what menus hold. */
async function seenText(element: Locator): Promise<string> {
  const texts = await element
    .locator(":is(h2, p, .block-header, .section-text, .block-context, .input-label, button)")
    .allTextContents();
  return texts.join(" ");
}

function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
