/** A page with what a reader finds on it, and what stands around that. */
export interface LabelledPage {
  readonly name: string;
  readonly html: string;
  /** Phrases of the page's own text. */
  readonly text: readonly string[];
  /** Phrases that belong to the site's frame. */
  readonly noise?: readonly string[];
  readonly emails?: readonly string[];
}

const PROSE =
  "Acme Pumps has built pumps for water works since 1950. Our engineers design, make and repair pumps of every size in our own workshop. Customers in fourteen countries rely on them day and night. ";
const LONG = PROSE.repeat(4);
const NAV = '<nav><a href="/">Home</a><a href="/about">About us</a><a href="/contact">Contact</a></nav>';
const FOOTER = "<footer><p>Imprint and privacy</p><p>Follow us on Example</p></footer>";
const body = (inner: string, attributes = "") =>
  `<html><head><title>Acme</title></head><body ${attributes}>${inner}</body></html>`;

/** Pages made up after what real ones do. */
export const LABELLED_PAGES: readonly LabelledPage[] = [
  {
    name: "a plain page",
    html: body(`${NAV}<h1>Pumps</h1><p>${LONG}</p>${FOOTER}`),
    text: ["since 1950"],
    noise: ["Imprint", "Contact"],
  },
  {
    name: "a body that says that a cookie banner is open",
    html: body(`${NAV}<h1>Pumps</h1><p>${LONG}</p>${FOOTER}`, 'class="home cookie-consent-open"'),
    text: ["since 1950"],
    noise: ["Imprint"],
  },
  {
    name: "a body named after its cookie bar, by id",
    html: body(`<h1>Pumps</h1><p>${PROSE}</p>`, 'id="cookie-bar"'),
    text: ["since 1950"],
  },
  {
    name: "a body with breadcrumbs switched on",
    html: body(`<h1>Pumps</h1><p>${PROSE}</p>`, 'class="breadcrumbs-enabled breadcrumb"'),
    text: ["since 1950"],
  },
  {
    name: "a container with breadcrumbs on",
    html: body(
      `${NAV}<section class="page-content breadcrumbs-on"><h1>Pumps</h1><p>${LONG}</p></section>${FOOTER}`,
    ),
    text: ["since 1950"],
    noise: ["Imprint"],
  },
  {
    name: "a container named breadcrumb",
    html: body(`<div class="breadcrumb"><h1>Pumps</h1><p>${LONG}</p></div>${FOOTER}`),
    text: ["since 1950"],
    noise: ["Imprint"],
  },
  {
    name: "a container that says how it looks",
    html: body(
      `<div id="wrap" class="site cookie-banner-open has-breadcrumbs"><p>${PROSE}</p></div><div class="cookie-banner"><p>We use cookies.</p></div>`,
    ),
    text: ["since 1950"],
    noise: ["We use cookies"],
  },
  {
    name: "a page hidden until its script runs",
    html: body(`<div id="page" hidden><h1>Pumps</h1><p>${LONG}</p></div>`),
    text: ["since 1950"],
  },
  {
    name: "a page behind an open dialog",
    html: body(
      `<div class="site" aria-hidden="true"><h1>Pumps</h1><p>${LONG}</p></div><div role="dialog"><p>Subscribe to our newsletter</p></div>`,
    ),
    text: ["since 1950"],
    noise: ["newsletter"],
  },
  {
    name: "a hidden page without a heading",
    html: body(`<div aria-hidden="true"><p>${LONG}</p></div>`),
    text: ["since 1950"],
  },
  {
    name: "a page within a footer element that was never closed",
    html: body(`<footer class="top"><div><h1>Pumps</h1><p>${LONG}</p></div>`),
    text: ["since 1950"],
  },
  {
    name: "a page within an aside",
    html: body(`<aside class="layout"><article><p>${LONG}</p></article></aside>`),
    text: ["since 1950"],
  },
  {
    name: "a page within a dialog role",
    html: body(`<div role="dialog"><main><p>${LONG}</p></main></div>`),
    text: ["since 1950"],
  },
  {
    name: "a short page with a long cookie banner",
    html: body(
      `<h1>Pumps</h1><p>${PROSE}</p><div class="cookie-banner"><h2>Your privacy</h2><p>${"We and our partners use cookies. ".repeat(20)}</p></div>`,
    ),
    text: ["since 1950"],
    noise: ["our partners"],
  },
  {
    name: "a banner of a consent tool",
    html: body(
      `<p>${PROSE}</p><div id="CybotCookiebotDialog"><p>We use cookies to count visits.</p></div><div id="onetrust-consent-sdk"><p>Accept all</p></div>`,
    ),
    text: ["since 1950"],
    noise: ["count visits", "Accept all"],
  },
  {
    name: "a bakery of cookies",
    html: body(
      `<div class="cookie-products"><h2>Our cookies</h2><p>Oats and raisins, baked daily.</p></div><p>${PROSE}</p>`,
    ),
    text: ["Oats and raisins", "since 1950"],
  },
  {
    name: "breadcrumbs above the text",
    html: body(
      `<ol class="breadcrumb"><li>Home</li><li>Products</li></ol><div class="nav-breadcrumbs">You are here</div><p>${PROSE}</p>`,
    ),
    text: ["since 1950"],
    noise: ["You are here", "Products"],
  },
  {
    name: "two main elements, the second with the text",
    html: body(`<main><p>Welcome</p></main><main><p>${LONG}</p></main>${FOOTER}`),
    text: ["since 1950"],
    noise: ["Imprint"],
  },
  {
    name: "a table layout",
    html: body(`<table><tr><td><a href="/about">About</a></td><td><p>${LONG}</p></td></tr></table>`),
    text: ["since 1950"],
  },
  {
    name: "a form around everything",
    html: body(`<form id="aspnetForm"><div><p>${LONG}</p></div></form>`),
    text: ["since 1950"],
  },
  {
    name: "an address that Cloudflare hides",
    html: body(
      `<p>${PROSE}</p><a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="4821262e2708292b252d662d30292538242d">[email&#160;protected]</a>`,
    ),
    text: ["since 1950"],
    emails: ["info@acme.example"],
  },
  {
    name: "an address that Cloudflare hides in a link",
    html: body(
      `<p>${PROSE}</p><a href="/cdn-cgi/l/email-protection#4821262e2708292b252d662d30292538242d">Write to us</a>`,
    ),
    text: ["since 1950"],
    emails: ["info@acme.example"],
  },
  {
    name: "addresses glued to their neighbours",
    html: body(
      `<p>${PROSE}</p><span>Mail</span><span>info@acme.example</span><span>Tel</span> <b>jobs@acme.example</b>Fax`,
    ),
    text: ["since 1950"],
    emails: ["info@acme.example", "jobs@acme.example"],
  },
  {
    name: "an address in pieces",
    html: body(
      `<p>${PROSE}</p><span>info</span><span>@</span><span>acme.example</span> sales<i>@</i>acme<i>.</i>example`,
    ),
    text: ["since 1950"],
    emails: ["info@acme.example", "sales@acme.example"],
  },
  {
    name: "addresses in other words",
    html: body(
      `<p>${PROSE}</p>info [at] acme [dot] example, jobs(at)acme(dot)example, mail {ät} acme {punkt} example, post[@]acme.example, office &#64; acme`,
    ),
    text: ["since 1950"],
    emails: ["info@acme.example", "jobs@acme.example", "mail@acme.example", "post@acme.example"],
  },
  {
    name: "an address in JSON-LD",
    html: body(
      `<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"Organization","name":"Acme","email":"mailto:hello@acme.example","contactPoint":[{"email":"sales@acme.example"}]}]}</script><p>${PROSE}</p>`,
    ),
    text: ["since 1950"],
    emails: ["hello@acme.example", "sales@acme.example"],
  },
  {
    name: "an address at the end of a sentence",
    html: body(`<p>${PROSE} Write to info@acme.example. Or to jobs@acme.example!</p>`),
    text: ["since 1950"],
    emails: ["info@acme.example", "jobs@acme.example"],
  },
];
