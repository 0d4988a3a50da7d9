import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { startChromium } from "../../support/browser/start-chromium.ts";
import { patience } from "../../support/patience.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { INCIDENT_KINDS, type IncidentKind } from "./incident-kinds.ts";
import { startWalk, type Walk } from "./start-walk.ts";
import { cardOf, type Walked, walkIncident } from "./walk-incident.ts";

const PHONE = { width: 390, height: 844 };
/** A card and its buttons fit above the keyboard of a phone. */
const MOST_PIXELS = 600;
const MOST_SECONDS = 60;
const MOST_TAPS = 3;
/** Of the twelve kinds; the twelfth may need a terminal. */
const ENOUGH = 11;

describe("an incident, dealt with from a phone", function () {
  this.timeout(60_000);
  let walk: Walk;
  let browser: Browser;
  let page: Page;
  const walked: Walked[] = [];

  before(async function () {
    this.timeout(150_000);
    browser = await startChromium(this);
    walk = await startWalk();
    page = await browser.newPage({ viewport: PHONE });
    page.setDefaultTimeout(patience(15_000));
  });

  after(async () => {
    await browser?.close();
    await walk?.end();
    const rows = walked.map((one) => Object.values(one).join(" | "));
    process.stdout.write(`rule | did | taps | scrolls | words | seconds | height\n${rows.join("\n")}\n`);
  });

  for (const kind of INCIDENT_KINDS) {
    it(`${kind.ruleId}: ${kind.path.join(", ")}`, async () => {
      await walk.raise(kind);
      await page.goto(walk.desk.url);
      await cardOf(page, kind).waitFor();
      await keepPicture(page, kind);
      const one = await walkIncident(page, kind);
      walked.push(one);
      expect(one.height).to.be.at.most(MOST_PIXELS);
      const { audited, tenantId } = kind;
      if (audited !== null) await waitUntil(() => walk.isAudited(tenantId, audited), audited);
    });
  }

  it("is right within a minute and three taps in eleven kinds of twelve, without a scroll", () => {
    const good = walked.filter(({ seconds, taps }) => seconds <= MOST_SECONDS && taps <= MOST_TAPS);
    expect(good.length, JSON.stringify(walked)).to.be.at.least(ENOUGH);
    expect(walked.filter(({ scrolls }) => scrolls > 0)).to.deep.equal([]);
  });
});

/** Keeps a picture of the newest card in the folder that WALK_PICTURES names. */
async function keepPicture(page: Page, kind: IncidentKind): Promise<void> {
  const folder = process.env["WALK_PICTURES"];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  const clip = await waitUntil(() => cardOf(page, kind).boundingBox(), "a card to take a picture of");
  await page.screenshot({ path: join(folder, `${kind.ruleId}.png`), clip });
}
