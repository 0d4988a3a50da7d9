import { expect } from "chai";
import { openDatabase } from "../../src/database/database.ts";
import { type FreezingProxy, startFreezingProxy } from "../support/freezing-proxy.ts";
import { patience } from "../support/patience.ts";
import { ADMIN, type StartedPages, startPages } from "./support/start-pages.ts";

describe("the pages behind TLS", function () {
  this.timeout(patience(60_000));
  let pages: StartedPages;

  before(async () => {
    pages = await startPages({ isBehindTls: true });
  });
  after(() => pages?.stop());

  it("keep the session in a cookie that browsers send by TLS alone, to this host alone", async () => {
    const entered = await pages.visitor().post(await pages.linkFor(ADMIN), {});
    expect(entered.headers.getSetCookie()).to.have.length(1);
    const [cookie = ""] = entered.headers.getSetCookie();
    expect(cookie).to.match(/^__Host-nightshift=[\w-]{43}; /);
    // What the prefix demands, without which browsers refuse the cookie: Secure, the whole site, no Domain.
    expect(cookie)
      .to.include("; Path=/;")
      .and.include("; Secure")
      .and.include("; HttpOnly")
      .and.include("SameSite=Lax");
    expect(cookie).to.not.match(/domain/i);
  });

  it("know that cookie only, not one that a page without TLS could have set", async () => {
    const person = pages.visitor();
    const entered = await person.post(await pages.linkFor(ADMIN), {});
    const token = /=([\w-]{43})/.exec(entered.headers.getSetCookie()[0] ?? "")?.[1] ?? "";
    expect((await person.get("/t/acme/overview")).status).to.equal(200);
    const other = await fetch(new URL("/t/acme/overview", pages.url), {
      headers: { Cookie: `nightshift=${token}` },
    });
    expect(other.status).to.equal(401);
  });

  it("take the cookie away when somebody signs out", async () => {
    const person = pages.visitor();
    await person.post(await pages.linkFor(ADMIN), {});
    const [gone = ""] = (await person.press("/account", "out")).headers.getSetCookie();
    expect(gone)
      .to.match(/^__Host-nightshift=; /)
      .and.include("Max-Age=0")
      .and.include("; Secure");
    expect((await person.get("/t/acme/overview")).status).to.equal(401);
  });
});

describe("the pages while the database is away", function () {
  this.timeout(patience(90_000));
  let proxy: FreezingProxy;
  let pages: StartedPages;

  before(async () => {
    pages = await startPages({
      openThrough: async ({ app, service }) => {
        proxy = await startFreezingProxy(app);
        return openDatabase({ app: proxy.through(app), service: proxy.through(service) }, { poolSize: 4 });
      },
    });
  });
  after(async () => {
    proxy?.setAway(false);
    await pages?.stop();
    await proxy?.close();
  });

  it("say so and what to do, show nobody's figures, end what is live, and work again when it is back", async () => {
    const person = await pages.signIn(ADMIN);
    const live = await person.get("/t/acme/overview?live");
    const reader = live.body?.getReader();
    await reader?.read();
    proxy.setAway(true);
    for (const answer of [
      await person.get("/t/acme/overview"),
      await person.get("/t/acme/runs?csv=runs"),
      await person.post("/t/acme/runs", { act: "start" }),
      await pages.visitor().get("/login/abcdefghijklmnopqrstuvwxyz"),
    ]) {
      const html = await answer.text();
      expect(answer.status).to.equal(503);
      expect(html).to.include("The database is away").and.include("Reload in a minute");
      expect(html)
        .to.not.include("acme</")
        .and.not.match(/password|ECONNREFUSED|postgres:/);
    }
    while ((await reader?.read())?.done === false);
    expect(pages.asked).to.deep.equal([]);
    proxy.setAway(false);
    expect((await person.get("/t/acme/overview")).status).to.equal(200);
  });
});
