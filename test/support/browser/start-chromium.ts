import { type Browser, chromium } from "playwright-core";
import { patience } from "../patience.ts";
import { skipWithout } from "../skip-without.ts";
import { findBrowser } from "./find-browser.ts";

const ADVICE =
  "no browser runs here: `npm ci` brings one for Linux on x64; elsewhere install Chrome, Chromium or Edge, or name one in CHROME_PATH";

/** Starts the browser that comes with `npm ci`, or an installed one; skips the tests that asked when there is neither. */
export async function startChromium(context: Mocha.Context): Promise<Browser> {
  const { program, env } = skipWithout(context, "browser", await findBrowser(), ADVICE);
  const browser = await chromium.launch({
    executablePath: program,
    timeout: patience(30_000),
    env: { ...process.env, ...env },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return browser;
}
