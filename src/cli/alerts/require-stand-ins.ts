import { isIP } from "node:net";
import type { Environment } from "../../config/environment.ts";
import type { Database } from "../../database/database.ts";
import { listOdooServers } from "../../database/tenants/odoo-connection-store.ts";
import { InvalidInputError } from "../../errors.ts";

/** Refuses unless every vendor, Slack and Odoo that would be called is a stand-in on this machine, as in the demo and in CI. */
export async function requireStandIns(environment: Environment, database: Database): Promise<void> {
  const called = [
    ...(environment.TAVILY_API_KEY === undefined ? [] : [["TAVILY_BASE_URL", environment.TAVILY_BASE_URL]]),
    ...(environment.LUSHA_API_KEY === undefined ? [] : [["LUSHA_BASE_URL", environment.LUSHA_BASE_URL]]),
    ...(environment.ZEROBOUNCE_API_KEY === undefined
      ? []
      : [["ZEROBOUNCE_BASE_URL", environment.ZEROBOUNCE_BASE_URL]]),
    ...(environment.OPENAI_API_KEY === undefined ? [] : [["OPENAI_BASE_URL", environment.OPENAI_BASE_URL]]),
    ...(environment.SLACK_BOT_TOKEN === undefined ? [] : [["SLACK_API_URL", environment.SLACK_API_URL]]),
    ...(await database.withService(listOdooServers)).map(({ baseUrl }) => ["Odoo", baseUrl]),
  ];
  const real = called.find(([, url]) => url === undefined || !isOfThisMachine(url));
  if (real === undefined && called.length > 0) return;
  const why = real === undefined ? "no stand-in is set up" : `${real[0]} is not an address of this machine`;
  throw new InvalidInputError(
    "--execute",
    `runs nights and imports companies, so it is for the demo and for CI: ${why}. Leave it out here.`,
  );
}

function isOfThisMachine(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."))
  );
}
