import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";

import { CallLog } from "./call-log.ts";
import type { Ledger, RecordedCall } from "./call-record.ts";
import { createCompanies } from "./companies/create-companies.ts";
import type { TownCompany } from "./companies/town-company.ts";
import { createProxyServer } from "./create-proxy-server.ts";
import { createVendorListener } from "./create-vendor-listener.ts";
import type { Fault } from "./fault.ts";
import { FaultBook } from "./fault-book.ts";
import { SiteServer } from "./sites/site-server.ts";
import type { TracedRun } from "./vendors/langsmith.ts";
import { OdooDatabases } from "./vendors/odoo-databases.ts";
import { ODOO_LOGIN } from "./vendors/odoo-xmlrpc.ts";
import type { StoredRecord } from "./vendors/stored-record.ts";
import { createTownVendors } from "./vendors/town-vendors.ts";

export interface TownOptions {
  /** The companies in it; by default the 120 of demo/companies*.csv. */
  readonly companies?: readonly TownCompany[];
  /** The names of the Odoo databases; acme and globex by default. */
  readonly odooDatabases?: readonly string[];
  /** Fields the Odoo databases do not have. */
  readonly odooWithoutFields?: readonly string[];
}

/** The stand-in for the outside world: vendors and web sites on two ports of 127.0.0.1. */
export interface Town {
  readonly companies: readonly TownCompany[];
  /** Environment variables that point the product here instead of at the real services. */
  readonly settings: Record<string, string>;
  /** The additional variables that turn tracing on, which is off by default. */
  readonly tracingSettings: Record<string, string>;
  /** The same for the receivers of alerts other than Slack. */
  readonly notifierSettings: Record<string, string>;
  readonly odooUrl: string;
  readonly odooApiKey: string;
  /** The login the key belongs to, which XML-RPC needs. */
  readonly odooLogin: string;
  setFault(fault: Fault): void;
  clearFaults(): void;
  calls(): readonly RecordedCall[];
  ledger(): Ledger;
  odooRecords(database: string, model: string): readonly StoredRecord[];
  /** What was sent to LangSmith, by run. */
  tracedRuns(): readonly TracedRun[];
  stop(): Promise<void>;
}

export async function startTown(options: TownOptions = {}): Promise<Town> {
  const companies = options.companies ?? createCompanies();
  const faults = new FaultBook();
  const log = new CallLog();
  const databases = new OdooDatabases(options.odooDatabases ?? ["acme", "globex"], options.odooWithoutFields);
  const traces = new Map<string, TracedRun>();
  const vendors = createTownVendors(companies, databases, traces);
  const sites = new SiteServer(companies, faults, log);
  const vendorServer = await listen(
    createServer(createVendorListener({ vendors, faults, log, control: { faults, log } })),
  );
  const proxyServer = await listen(createProxyServer(sites));
  const origin = vendorServer.origin;

  return {
    companies,
    settings: {
      TAVILY_BASE_URL: `${origin}/tavily`,
      TAVILY_API_KEY: "tvly-town-demo",
      LUSHA_BASE_URL: `${origin}/lusha`,
      LUSHA_API_KEY: "lusha-town-demo",
      ZEROBOUNCE_BASE_URL: `${origin}/zerobounce`,
      ZEROBOUNCE_API_KEY: "zb-town-demo",
      OPENAI_BASE_URL: `${origin}/openai/v1`,
      OPENAI_API_KEY: "sk-town-demo",
      CRAWLER_PROXY_URL: proxyServer.origin,
    },
    tracingSettings: {
      LANGSMITH_TRACING: "true",
      LANGSMITH_ENDPOINT: `${origin}/langsmith`,
      LANGSMITH_API_KEY: "lsv2_town_demo",
    },
    notifierSettings: {
      PAGERDUTY_BASE_URL: `${origin}/pagerduty`,
      PAGERDUTY_ROUTING_KEY: "pd-town-00000000000000000000demo",
      JIRA_BASE_URL: `${origin}/jira`,
      JIRA_EMAIL: "nightshift@example.com",
      JIRA_API_TOKEN: "jira-town-demo",
      JIRA_PROJECT: "OPS",
      TWILIO_BASE_URL: `${origin}/twilio`,
      TWILIO_ACCOUNT_SID: "ACtowndemo",
      TWILIO_AUTH_TOKEN: "twilio-town-demo",
      TWILIO_FROM: "+15005550006",
      TWILIO_TO: "+15005550001, +15005550002",
    },
    odooUrl: `${origin}/odoo`,
    odooApiKey: "odoo-town-demo",
    odooLogin: ODOO_LOGIN,
    setFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    calls: () => log.calls,
    ledger: () => log.ledger,
    tracedRuns: () => [...traces.values()],
    odooRecords: (database, model) => databases.records(database, model),
    stop: async () => {
      await Promise.all([vendorServer.stop(), proxyServer.stop()]);
    },
  };
}

async function listen(server: Server): Promise<{ origin: string; stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the town got no port to listen on");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        // Tunnels are no longer the server's own, so its closeAllConnections would miss them.
        for (const socket of sockets) socket.destroy();
      }),
  };
}
