/** Who sells names or shows advertisements at them. */
const PARKING_SITES: ReadonlySet<string> = new Set(
  (
    "hugedomains.com dan.com sedo.com sedoparking.com afternic.com parkingcrew.net bodis.com undeveloped.com sav.com atom.com " +
    "squadhelp.com brandbucket.com buydomains.com domainmarket.com above.com uniregistry.com parklogic.com namebright.com " +
    "domainnamesales.com epik.com brandpa.com efty.com domain.com parking.reg.ru parkpage.foundationapi.com"
  ).split(" "),
);

/** What their pages hold. */
const MARKS =
  /sedoparking\.com|parkingcrew\.net|bodis\.com\/|parklogic\.com|d38psrni17bvxu\.cloudfront\.net|parking-page|img1\.wsimg\.com\/parking|afternic\.com\/forsale|hugedomains\.com\/domain_profile|dan\.com\/buy-domain|cgi-sys\/(?:suspendedpage|defaultwebpage)\.cgi|window\.park\s{0,5}=|data-adblockkey=/i;

/** What they say: for sale, expired, held by a registrar, or a server without a site. */
const SENTENCES =
  /\b(?:this |the )?domain(?: name)?[^.\n]{0,60} (?:is|may be) (?:available )?for sale|buy this domain|inquire about this domain|make an offer on this domain|(?:domain|page|site) (?:name )?(?:is|has been) parked|parked (?:free|domain)|domain parking|this (?:web ?site|domain)(?: name)? (?:has|is) (?:expired|been (?:suspended|disabled|deactivated))|this account has been suspended|domain(?: name)? has been registered|future home of something|default (?:web|server) page|apache2? (?:ubuntu|debian)? ?default page|welcome to nginx|iis windows server|test page for the|it works!$|index of \/$|web ?site (?:is )?coming soon to this domain|(?:diese|die) domain[^.\n]{0,60} (?:steht|ist) (?:zum verkauf|zu verkaufen|käuflich|geparkt|verfügbar)|domain (?:kaufen|zu verkaufen)|(?:hier entsteht eine neue|neue) (?:internetpräsenz|webpräsenz)|(?:ce|le) (?:nom de )?domaine[^.\n]{0,60} (?:est|à) (?:à )?(?:vendre|vente)|(?:este|el) dominio[^.\n]{0,60} en venta|(?:questo|il) dominio[^.\n]{0,60} in vendita|(?:deze|dit) domein(?:naam)?[^.\n]{0,60} te koop|domena[^.\n]{0,60} (?:na sprzedaż|zaparkowana)|domæn(?:et|e)[^.\n]{0,60} til salg|domän(?:en)?[^.\n]{0,60} till salu|doména[^.\n]{0,60} (?:na prodej|na predaj)|домен[^.\n]{0,60} (?:продается|продаётся|припаркован)|este domínio[^.\n]{0,60} à venda/im;

/** A page with more words than this has something to say of its own. */
const MAX_TEXT_CHARS = 1_500;

/** Whether a home page says no more than that its name is for sale, expired, or has no site yet. */
export function isParked(page: {
  readonly site: string;
  readonly title: string;
  readonly text: string;
  readonly markup: string;
}): boolean {
  if (PARKING_SITES.has(page.site)) return true;
  if (page.text.length > MAX_TEXT_CHARS) return false;
  return MARKS.test(page.markup) || SENTENCES.test(`${page.title}\n${page.text}`);
}
