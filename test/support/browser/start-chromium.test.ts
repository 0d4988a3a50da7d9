import { expect } from "chai";
import type { Browser } from "playwright-core";
import { startChromium } from "./start-chromium.ts";

// Run in the page. Text, because a page's own types are not this project's.
const HAS_RED_PIXEL = `(() => {
  const context = document.createElement("canvas").getContext("2d");
  context.font = "40px sans-serif";
  context.fillText("🔴", 10, 60);
  const { data } = context.getImageData(0, 0, 120, 100);
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > 150 && data[at + 1] < 100 && data[at + 2] < 100 && data[at + 3] > 200) return true;
  }
  return false;
})()`;

describe("the browser of the tests", () => {
  let browser: Browser;

  before(async function () {
    browser = await startChromium(this);
  });

  after(() => browser?.close());

  it("shows a page, and emoji in their colors", async () => {
    const page = await browser.newPage();
    await page.setContent("<h1>Good morning</h1>");
    expect(await page.getByRole("heading").textContent()).to.equal("Good morning");
    expect(await page.evaluate(HAS_RED_PIXEL)).to.equal(true);
  });
});
