import { expect } from "chai";
import fc from "fast-check";
import { type PageLink, pickPages } from "../../../../../src/runner/crawler/pages/picking/pick-pages.ts";
import { siteName } from "../../../../../src/runner/crawler/pages/picking/site-name.ts";

const HOME = new URL("https://www.acme.example/");

function pick(hrefs: readonly (string | readonly [href: string, text: string])[], limit = 6) {
  const links = hrefs.map((link) => {
    const [href, text] = typeof link === "string" ? [link, ""] : link;
    return { url: new URL(href, HOME).href, text };
  });
  return pickPages(HOME, links, limit).map(({ url, kind }) => `${kind} ${url}`);
}

describe("pickPages", () => {
  it("takes the best page of each kind, in the order of kinds", () => {
    expect(
      pick(
        [
          "/team",
          "/products",
          "/careers/open/berlin",
          "/careers",
          "/contact",
          "/about-us",
          "/about-us/history",
        ],
        5,
      ),
    ).to.deep.equal([
      "about https://www.acme.example/about-us",
      "contact https://www.acme.example/contact",
      "careers https://www.acme.example/careers",
      "products https://www.acme.example/products",
      "team https://www.acme.example/team",
    ]);
  });

  it("fills what is left with the next best", () => {
    expect(pick(["/about", "/services", "/solutions", "/customers"], 4)).to.deep.equal([
      "about https://www.acme.example/about",
      "products https://www.acme.example/services",
      "products https://www.acme.example/solutions",
      "other https://www.acme.example/customers",
    ]);
  });

  it("reads the words one clicks when the path says nothing", () => {
    expect(
      pick([
        ["/p/17", "Über uns"],
        ["/p/18", "Contact us"],
        ["/p/19", "Weather"],
      ]),
    ).to.deep.equal(["about https://www.acme.example/p/17", "contact https://www.acme.example/p/18"]);
  });

  it("stays on the company's own site, subdomains included", () => {
    expect(
      pick([
        "https://careers.acme.example/",
        "https://acme.example.evil.test/about",
        "https://facebook.example/about",
        "mailto:a@acme.example",
        "javascript:about()",
      ]),
    ).to.deep.equal(["careers https://careers.acme.example/"]);
  });

  it("drops fragments, and queries that choose no page, and then trusts the path alone", () => {
    expect(
      pick(["/about?ref=nav#top", ["/shop?colour=2", "Contact"], ["/x?utm_source=team", "Team"]]),
    ).to.deep.equal(["about https://www.acme.example/about"]);
  });

  it("keeps a query that chooses the page, by its words or by those one clicks", () => {
    expect(
      pick([
        ["/?page=about&session=7", ""],
        ["/index.php?page=2", "Contact"],
        ["/index.php?option=com_content&id=karriere", ""],
        ["/?our-team", ""],
        ["/index.php?page=login", "Team"],
      ]),
    ).to.deep.equal([
      "about https://www.acme.example/?page=about",
      "contact https://www.acme.example/index.php?page=2",
      "careers https://www.acme.example/index.php?option=com_content&id=karriere",
      "team https://www.acme.example/?our-team",
    ]);
  });

  it("takes one page once, however it is spelled", () => {
    expect(
      pick(["/about", "/about/", "/About", "http://www.acme.example/about", "https://acme.example/about"]),
    ).to.have.lengthOf(1);
  });

  it("leaves out the home page, files, log-in pages, articles and depth", () => {
    expect(
      pick([
        ["/", "About"],
        ["/index.html", "About"],
        "/about.pdf",
        "/team/login",
        "/blog/2026/01/02/about",
        "/blog/how-we-think-about-pumps-in-winter",
        "https://about.b.c.d.e.acme.example/",
      ]),
    ).to.deep.equal([]);
  });

  it("takes nothing for a limit of none", () => {
    expect(pick(["/about"], 0)).to.deep.equal([]);
    expect(pick(["/about"], -1)).to.deep.equal([]);
  });

  const word = fc.constantFrom(
    "about",
    "contact",
    "team",
    "jobs",
    "products",
    "x",
    "Über uns",
    "login",
    "a.pdf",
    "%zz",
  );
  const link: fc.Arbitrary<PageLink> = fc.record({
    url: fc.oneof(
      fc
        .tuple(
          fc.constantFrom(
            "https://www.acme.example",
            "http://acme.example",
            "https://jobs.acme.example",
            "https://other.example",
          ),
          fc.array(word, { maxLength: 3 }),
          fc.constantFrom("", "/", "?q=1", "#f"),
        )
        .map(([origin, path, end]) => `${[origin, ...path].join("/")}${end}`),
      fc.webUrl(),
      fc.string(),
    ),
    text: fc.oneof(word, fc.string()),
  });
  const links = fc.array(link, { maxLength: 30 });

  it("gives the same pages for the same links in any order and number", () => {
    fc.assert(
      fc.property(
        links.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        fc.nat(8),
        ([all, shuffled], limit) => {
          expect(pickPages(HOME, shuffled, limit)).to.deep.equal(pickPages(HOME, all, limit));
        },
      ),
    );
  });

  it("never picks more than the limit, another site, a fragment or a page twice", () => {
    fc.assert(
      fc.property(links, fc.nat(8), (all, limit) => {
        const urls = pickPages(HOME, all, limit).map(({ url }) => new URL(url));
        expect(urls.length).to.be.at.most(limit);
        expect(new Set(urls.map(({ href }) => href)).size).to.equal(urls.length);
        for (const url of urls) {
          expect(siteName(url.hostname)).to.equal("acme.example");
          expect(url.hash).to.equal("");
        }
      }),
    );
  });

  it("keeps the better pages when fewer may be read", () => {
    fc.assert(
      fc.property(links, fc.integer({ min: 1, max: 8 }), (all, limit) => {
        const more = pickPages(HOME, all, limit).map(({ url }) => url);
        for (const { url } of pickPages(HOME, all, limit - 1)) expect(more).to.include(url);
      }),
    );
  });
});
