import { expect } from "chai";
import { classifyInvoices, INVOICE_AGENT } from "../../../demo/agents/classify-invoices.ts";
import { TRIAGE_AGENT, triageTickets } from "../../../demo/agents/triage-tickets.ts";
import { type IngestServer, startIngestServer } from "../../http/support/ingest-server.ts";

describe("the demo's agents outside", () => {
  let server: IngestServer;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
  });
  after(() => server.close());

  it("report their day through the SDK and over OTLP, one cheap and one over five dollars", async () => {
    const key = await server.createKey(["ingest"]);
    const until = new Date();
    const day = { url: server.url, key, from: new Date(until.getTime() - 60_000), until };
    await Promise.all([triageTickets(day), classifyInvoices(day)]);
    const rows = await server.query<{
      agent: string;
      runs: number;
      open: number;
      usd: number;
      unpriced: number;
    }>(
      `select r.agent_id as agent, count(*)::int as runs, count(*) filter (where status = 'running')::int as open,
         (select sum(cost_nano_usd)::float8 / 1e9 from run_event_logs e where e.agent_id = r.agent_id) as usd,
         (select count(*)::int from run_event_logs e where e.agent_id = r.agent_id and event = 'llm_call' and cost_nano_usd is null) as unpriced
       from enrichment_runs r where r.agent_id = any ($1) group by 1 order by 1`,
      [[INVOICE_AGENT, TRIAGE_AGENT]],
    );
    expect(rows.map(({ agent, runs, open, unpriced }) => ({ agent, runs, open, unpriced }))).to.deep.equal([
      { agent: INVOICE_AGENT, runs: 120, open: 0, unpriced: 0 },
      { agent: TRIAGE_AGENT, runs: 48, open: 0, unpriced: 0 },
    ]);
    const [invoices, tickets] = rows;
    expect(invoices?.usd).to.be.greaterThan(5);
    expect(tickets?.usd).to.be.greaterThan(0).and.to.be.lessThan(0.1);
  }).timeout(60_000);
});
