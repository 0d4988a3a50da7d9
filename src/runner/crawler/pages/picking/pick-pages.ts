import { IGNORED_WORDS } from "./kinds-of-words.ts";
import { type PageKind, PICKING_ORDER, type PickedKind } from "./page-kind.ts";
import { rateWords, type Sureness } from "./rate-words.ts";
import { readPageQuery } from "./read-page-query.ts";
import { siteName } from "./site-name.ts";
import { toWords } from "./to-words.ts";

/** A link on a page: an absolute address and the words one clicks. */
export interface PageLink {
  readonly url: string;
  readonly text: string;
}

export interface PickedPage {
  readonly url: string;
  readonly kind: PageKind;
}

interface Candidate {
  readonly url: URL;
  readonly kind: PickedKind;
  readonly score: number;
}

/** A text of more words is a teaser. */
const MAX_ANCHOR_WORDS = 6;
const MAX_PLACE_WORDS = 4;
/** Deeper pages are articles and items. */
const MAX_DEPTH = 4;
/** Longer addresses lead to no page worth picking. */
export const MAX_URL_LENGTH = 500;
const NOT_A_PAGE =
  /\.(pdf|docx?|xlsx?|pptx?|zip|gz|rar|7z|exe|dmg|apk|jpe?g|png|gif|svg|webp|avif|ico|mp[34]|avi|mov|webm|css|m?js|json|xml|rss|ics|vcf|woff2?|ttf)$/i;

/**
 * The pages to read after the home page, at most `limit`: the best of each kind in the order of `PICKING_ORDER`, then
 * the next best. Only pages of the home page's own site, without fragment, and with a query only where that chooses the
 * page; the same links in any order and number give the same pages, ties going by address.
 */
export function pickPages(home: URL, links: readonly PageLink[], limit: number): PickedPage[] {
  const best = new Map<string, Candidate>();
  for (const link of links) {
    const candidate = rateLink(home, link);
    if (candidate === null) continue;
    const key = pageKey(candidate.url);
    const known = best.get(key);
    if (known === undefined || compareCandidates(candidate, known) < 0) best.set(key, candidate);
  }
  best.delete(pageKey(home));
  const ranked = [...best.values()].sort(compareCandidates);
  const firsts = PICKING_ORDER.flatMap((kind) => ranked.find((candidate) => candidate.kind === kind) ?? []);
  const rest = ranked.filter((candidate) => !firsts.includes(candidate));
  return [...firsts, ...rest]
    .slice(0, Math.max(0, limit))
    .sort((a, b) => kindRank(a.kind) - kindRank(b.kind) || compareCandidates(a, b))
    .map(({ url, kind }) => ({ url: url.href, kind }));
}

function kindRank(kind: PickedKind): number {
  return PICKING_ORDER.indexOf(kind);
}

function compareCandidates(a: Candidate, b: Candidate): number {
  if (a.score !== b.score) return b.score - a.score;
  const [left, right] = [a.url.href, b.url.href];
  if (left !== right) return left < right ? -1 : 1;
  return kindRank(a.kind) - kindRank(b.kind);
}

/** The same page under http and https, with and without `www.` and a slash at the end, is one page. */
function pageKey(url: URL): string {
  const path = url.pathname
    .toLowerCase()
    .replace(/\/(index|default|home)(\.[a-z]{3,5})?\/?$/, "")
    .replace(/\/$/, "");
  return `${url.host.replace(/^www\./, "")}${path}${url.search}`;
}

/** What a link is worth, or null if it leads off the site or to no page, or says nothing of a kind. */
function rateLink(home: URL, link: PageLink): Candidate | null {
  const url = URL.parse(link.url);
  if (url === null || link.url.length > MAX_URL_LENGTH) return null;
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  if (siteName(url.hostname) !== siteName(home.hostname) || NOT_A_PAGE.test(url.pathname)) return null;
  if (url.host === home.host) url.protocol = home.protocol;
  url.username = "";
  url.password = "";
  url.hash = "";
  const segments = readSegments(url);
  const subdomains = readSubdomains(url.hostname);
  if (segments.length > MAX_DEPTH || subdomains.length > MAX_DEPTH) return null;
  const own = ownWords(home);
  const places = [...segments, ...subdomains];
  if (isIgnored(places)) return null;
  // The last part of a path says more than those it is under: /about/team is a team page.
  const paths = places.map((place, index) =>
    rate(place, PLACE_POINTS, own, index === segments.length - 1 ? 0.5 : 0),
  );
  const route = paths.some((points) => points.size > 0) ? null : readPageQuery(url);
  const hasQuery = url.search !== "";
  url.search = route?.search ?? "";
  const routed = route?.places ?? [];
  if (isIgnored(routed)) return null;
  const points = [...paths, ...routed.map((place) => rate(place, PLACE_POINTS, own, 0))];
  // What other queries choose is lost without them, so then only the path counts.
  const clicked = rate(hasQuery && route === null ? "" : toWords(link.text), ANCHOR_POINTS, own, 0);
  const rated = PICKING_ORDER.map((kind) => ({
    kind,
    points: Math.max(0, ...points.map((place) => place.get(kind) ?? 0)) + (clicked.get(kind) ?? 0),
  }));
  const top = rated.reduce((a, b) => (b.points > a.points ? b : a));
  return top.points > 0 ? { url, kind: top.kind, score: top.points * 10 - segments.length } : null;
}

type Points = Readonly<Record<Sureness, number>>;
const PLACE_POINTS: Points = { exact: 5, filled: 3, part: 2 };
const ANCHOR_POINTS: Points = { exact: 4, filled: 3, part: 1 };

function rate(
  words: string,
  points: Points,
  own: ReadonlySet<string>,
  bonus: number,
): Map<PickedKind, number> {
  const maxWords = points === ANCHOR_POINTS ? MAX_ANCHOR_WORDS : MAX_PLACE_WORDS;
  return new Map(
    [...rateWords(words, maxWords, own)].map(([kind, sureness]) => [kind, points[sureness] + bonus]),
  );
}

function isIgnored(places: readonly string[]): boolean {
  return places.some((place) => place.split("-").some((word) => IGNORED_WORDS.has(word)));
}

/** The words of the company's name, as its site has it. */
function ownWords(home: URL): ReadonlySet<string> {
  const [label = ""] = siteName(home.hostname).split(".");
  return new Set([label, ...label.split("-")]);
}

function readSegments(url: URL): string[] {
  return url.pathname
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => toWords(decodeSegment(segment).replace(/\.(html?|php\d?|aspx?|jsp|cfm|shtml)$/i, "")));
}

function readSubdomains(hostname: string): string[] {
  const site = siteName(hostname);
  return hostname === site ? [] : hostname.slice(0, -site.length - 1).split(".");
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not UTF-8 behind the percent signs: taken as it stands.
    return segment;
  }
}
