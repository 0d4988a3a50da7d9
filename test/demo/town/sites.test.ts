import { expect } from "chai";
import { Client, ProxyAgent, request } from "undici";

import type { SiteKind, TownCompany } from "../../../demo/town/companies/town-company.ts";
import { HUGE_PAGE_BYTES } from "../../../demo/town/sites/site-behaviours.ts";
import { startTown, type Town } from "../../../demo/town/start-town.ts";

for (const proxyTunnel of [false, true]) {
  describe(`the town's web sites, ${proxyTunnel ? "through tunnels" : "by absolute addresses"}`, () => {
    let town: Town;
    let dispatcher: ProxyAgent;

    before(async () => {
      town = await startTown();
      dispatcher = new ProxyAgent({ uri: town.settings["CRAWLER_PROXY_URL"] ?? "", proxyTunnel });
    });
    after(async () => {
      await dispatcher.destroy();
      await town.stop();
    });

    function site(kind: SiteKind, strength?: string): TownCompany {
      const found = town.companies.find(
        (company) => company.site === kind && (strength === undefined || company.strength === strength),
      );
      if (found === undefined) throw new Error(`no ${kind} site`);
      return found;
    }

    async function get(url: string) {
      const { statusCode, headers, body } = await request(url, { dispatcher });
      return { status: statusCode, headers, text: await body.text() };
    }

    it("serves a strong firm's pages, each reachable from the home page", async () => {
      const { website, name, people, emails } = site("good", "strong");
      const home = await get(`${website}/`);
      expect(home.status).to.equal(200);
      expect(home.headers["content-type"]).to.equal("text/html; charset=utf-8");
      const links = [...home.text.matchAll(/<a href="([^"]+)"/g)].map(([, path = ""]) => path);
      expect(links).to.include.members(["/about", "/contact", "/careers", "/products", "/team", "/blog/"]);
      const pages = await Promise.all(links.map((path) => get(website + path)));
      expect(pages.map(({ status }) => status)).to.deep.equal(links.map(() => 200));
      const all = pages.map(({ text }) => text).join("\n");
      expect(all).to.include(name.replaceAll("&", "&amp;").replaceAll('"', "&quot;"));
      for (const { firstName, lastName, title } of people) {
        expect(all).to.include(`${firstName} ${lastName} is the ${title} of`);
      }
      for (const email of emails) expect(all).to.include(email);
      expect((await get(`${website}/no-such-page`)).status).to.equal(404);
    });

    it("serves robots.txt and a sitemap", async () => {
      const { website } = site("good", "strong");
      expect((await get(`${website}/robots.txt`)).text).to.include(`Sitemap: ${website}/sitemap.xml`);
      expect((await get(`${website}/sitemap.xml`)).text).to.include(`<loc>${website}/about</loc>`);
    });

    it("keeps robots out where it says so", async () => {
      const { website } = site("robots-blocked");
      expect((await get(`${website}/robots.txt`)).text).to.match(/^Disallow: \/$/m);
    });

    it("redirects in each of its three ways to a page that can be read", async () => {
      const steps = new Set<number>();
      for (const { website } of town.companies.filter((company) => company.site === "redirecting")) {
        let url = `${website}/`;
        let answer = await get(url);
        let count = 0;
        for (; answer.status >= 300 && answer.status < 400 && count < 5; count++) {
          url = new URL(String(answer.headers["location"]), url).href;
          answer = await get(url);
        }
        expect(answer.status, url).to.equal(200);
        steps.add(count);
      }
      expect([...steps].sort((left, right) => left - right)).to.deep.equal([1, 3]);
    });

    it("never comes to an end of a redirect loop", async () => {
      const { website } = site("redirect-loop");
      expect((await get(`${website}/`)).headers["location"]).to.equal("/a");
      expect((await get(`${website}/a`)).headers["location"]).to.equal("/b");
      expect((await get(`${website}/b`)).headers["location"]).to.equal("/a");
    });

    for (const { kind, status, type } of [
      { kind: "not-found", status: 404, type: "text/html; charset=utf-8" },
      { kind: "server-error", status: 500, type: "text/html; charset=utf-8" },
      { kind: "wrong-type", status: 200, type: "application/pdf" },
    ] as const) {
      it(`answers ${status} with ${type} at a ${kind} site, whose robots.txt does not stand in the way`, async () => {
        const { website } = site(kind);
        const home = await get(`${website}/`);
        expect(home.status).to.equal(status);
        expect(home.headers["content-type"]).to.equal(type);
        expect((await get(`${website}/robots.txt`)).status).to.equal(404);
      });
    }

    it("sends an empty shell for a script-only site and megabytes for a huge one", async () => {
      expect((await get(`${site("script-only").website}/`)).text).to.include('<div id="root"></div>');
      expect((await get(`${site("huge").website}/`)).text.length).to.be.at.least(HUGE_PAGE_BYTES);
    });

    it("turns the first visit behind a busy home page away and lets the second in", async () => {
      const { website } = site("busy");
      const first = await get(`${website}/contact`);
      expect([first.status, first.headers["retry-after"]]).to.deep.equal([503, "1"]);
      expect((await get(`${website}/contact`)).status).to.equal(200);
      expect((await get(`${website}/contact`)).status).to.equal(429);
    });

    it("answers a tarpit's headers at once and its body hardly ever", async () => {
      const { statusCode, body } = await request(`${site("tarpit").website}/`, { dispatcher });
      expect(statusCode).to.equal(200);
      const stream: AsyncIterable<Buffer> = body;
      for await (const chunk of stream) {
        expect(chunk.toString()).to.equal(" ");
        break;
      }
    });

    it("writes every visit down, with the trace it belongs to", async () => {
      const { website, domain } = site("good", "weak");
      const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
      await request(`${website}/contact?secret=1`, { dispatcher, headers: { traceparent } }).then(
        ({ body }) => body.dump(),
      );
      const call = town.calls().findLast(({ vendor }) => vendor === "sites");
      expect(call).to.include({ operation: "GET", host: domain, path: "/contact", status: 200, traceparent });
    });

    it("fails on demand", async () => {
      const { website, domain } = site("good", "medium");
      town.setFault({ vendor: "sites", mode: "5xx", match: domain, times: 1 });
      expect((await get(`${website}/`)).status).to.equal(503);
      expect((await get(`${website}/`)).status).to.equal(200);
      town.setFault({ vendor: "sites", mode: "drop_after_write", match: domain, times: 1 });
      const cut = await get(`${website}/`).catch((error: unknown) => error);
      expect(cut).to.be.an.instanceOf(Error);
      expect((await get(`${website}/`)).status).to.equal(200);
    });
  });
}

describe("the town's proxy", () => {
  let town: Town;
  before(async () => {
    town = await startTown();
  });
  after(() => town.stop());

  const proxyOrigin = () => town.settings["CRAWLER_PROXY_URL"] ?? "";
  const absolute = async (path: string) => {
    const client = new Client(proxyOrigin());
    const { statusCode, headers, body } = await client.request({ path, method: "GET" });
    await body.dump();
    await client.close();
    return { status: statusCode, error: headers["x-proxy-error"] };
  };
  const connect = async (path: string) => {
    const client = new Client(proxyOrigin());
    const { statusCode, headers, socket } = await client.connect({ path });
    socket.on("error", () => undefined).destroy();
    await client.destroy();
    return { status: statusCode, error: headers["x-proxy-error"] };
  };
  const domainOf = (kind: SiteKind) => town.companies.find(({ site }) => site === kind)?.domain ?? "";

  it("says why a host cannot be reached, to requests and to tunnels alike", async () => {
    const dns = { status: 502, error: "dns" };
    const refused = { status: 502, error: "refused" };
    expect(await absolute("http://nobody.example/")).to.deep.equal(dns);
    expect(await absolute(`http://${domainOf("unknown-dns")}/`)).to.deep.equal(dns);
    expect(await absolute(`http://${domainOf("refused")}/robots.txt`)).to.deep.equal(refused);
    expect(await connect("nobody.example:80")).to.deep.equal(dns);
    expect(await connect(`${domainOf("refused")}:80`)).to.deep.equal(refused);
  });

  it("speaks no TLS: port 443 of a site that is up is refused", async () => {
    expect(await connect(`${domainOf("good")}:443`)).to.deep.equal({ status: 502, error: "refused" });
    expect(await connect(`${domainOf("good")}:80`)).to.deep.equal({ status: 200, error: undefined });
  });

  it("is no web server", async () => {
    expect(await absolute("/")).to.deep.equal({ status: 400, error: undefined });
  });

  it("stops with tunnels and slow pages still open", async () => {
    const other = await startTown();
    const dispatcher = new ProxyAgent({ uri: other.settings["CRAWLER_PROXY_URL"] ?? "", proxyTunnel: true });
    const tarpit = other.companies.find(({ site }) => site === "tarpit")?.website ?? "";
    const { body } = await request(`${tarpit}/`, { dispatcher });
    const ended = body.text().catch((error: unknown) => error);
    await other.stop();
    expect(await ended).to.be.an.instanceOf(Error);
    await dispatcher.destroy();
  });
});
