import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PROGRAM = "/usr/bin/chromium";

/** Starts Debian's Chromium, without a word to the outside world. */
export async function startChromium(): Promise<Browser> {
  if (!existsSync(PROGRAM)) {
    throw new Error(
      `The browser tests need Chromium at ${PROGRAM}: run \`apt-get install chromium\` as root, or .ci/run.`,
    );
  }
  return chromium.launch({
    executablePath: PROGRAM,
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
}
