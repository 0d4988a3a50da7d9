import { type BrowserContext, chromium, type Page } from "playwright-core";
import { ON_CALL } from "../demo/night/demo-tenant.ts";
import { type Demo, runDemo } from "../demo/night/run-demo.ts";
import { createLoginLink } from "../src/access/create-login-link.ts";
import { systemClock } from "../src/clock.ts";
import { findBrowser } from "../test/support/browser/find-browser.ts";

/** A picture of the demo after its night, as a person would see it. */
interface Picture {
  /** Its name on the command line, and of its file in docs/images. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Light unless it says otherwise. */
  readonly colorScheme?: "light" | "dark";
  /** Opens what is to be seen. */
  readonly open: (page: Page, demo: Demo) => Promise<void>;
}

/** Every picture of the documents; a new one is one entry here. */
const PICTURES: readonly Picture[] = [
  {
    name: "desk",
    width: 1360,
    height: 860,
    async open(page, { desk }) {
      await page.goto(desk.url);
      const card = page.getByRole("article").filter({ hasText: "Crawl error rate is high" }).first();
      await card.getByRole("button", { name: "Acknowledge" }).first().waitFor();
      await card.scrollIntoViewIfNeeded();
    },
  },
  pageOf("page-overview", () => "/t/globex/overview"),
  { ...pageOf("page-overview-phone", () => "/t/globex/overview"), width: 390, colorScheme: "dark" },
  pageOf(
    "page-run",
    ({ runs }) => `/t/globex/runs/${runs.find(({ tenantId }) => tenantId === "globex")?.runId}`,
  ),
  { ...pageOf("page-vendors", () => "/t/globex/vendors"), colorScheme: "dark" },
  pageOf("page-quality", () => "/t/globex/quality"),
  pageOf("page-latency", () => "/t/globex/latency"),
  pageOf("page-alerts", () => "/t/globex/alerts"),
  { ...pageOf("page-rule", () => "/t/globex/rules/CR-02"), colorScheme: "dark" },
];

/** A page of the bot, as the person on call sees it. */
function pageOf(name: string, pathOf: (demo: Demo) => string): Picture {
  return {
    name,
    width: 1280,
    height: 860,
    async open(page, demo) {
      const { database } = demo.connection;
      const world = { database, clock: systemClock, publicUrl: () => demo.bot.url };
      await page.goto(await createLoginLink(world, ON_CALL.id));
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL(/overview/);
      const answer = await page.goto(new URL(pathOf(demo), demo.bot.url).href);
      if (answer?.status() !== 200) throw new Error(`${name}: the page answered ${answer?.status()}.`);
    },
  };
}

const FOLDER = `${import.meta.dirname}/../docs/images`;

/** `npm run screenshots [-- NAME…]`: plays the demo once and takes the pictures named, or all of them. */
async function takePictures(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !PICTURES.some((picture) => picture.name === name));
  if (unknown.length > 0) {
    const known = PICTURES.map(({ name }) => name).join(", ");
    throw new Error(`There is no picture "${unknown.join('", "')}". Known: ${known}.`);
  }
  const found = await findBrowser();
  if (found === null) throw new Error("No browser runs here: install Chrome, or name one in CHROME_PATH.");
  const browser = await chromium.launch({
    executablePath: found.program,
    env: { ...process.env, ...found.env },
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    await runDemo({
      env: process.env,
      output: process.stdout,
      isOver: true,
      signal: new AbortController().signal,
      async onReady(demo) {
        for (const picture of PICTURES.filter(({ name }) => names.length === 0 || names.includes(name)))
          await take(picture, demo, await contextFor(picture));
      },
    });
  } finally {
    await browser.close();
  }

  function contextFor({ width, height, colorScheme = "light" }: Picture): Promise<BrowserContext> {
    return browser.newContext({ viewport: { width, height }, colorScheme });
  }
}

async function take(picture: Picture, demo: Demo, context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await picture.open(page, demo);
  const path = `${FOLDER}/${picture.name}.png`;
  await page.screenshot({ path });
  await context.close();
  process.stdout.write(`docs/images/${picture.name}.png\n`);
}

try {
  await takePictures(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
