import { IGNORED_WORDS, KEYWORDS, type PageKind, PICKING_ORDER } from "./page-keywords.ts";
import { plainUrl, siteName } from "./site-name.ts";

/** A link as it stands on a page: an absolute address and the words one clicks. */
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
  readonly kind: Exclude<PageKind, "home">;
  readonly score: number;
}

/** More are no anchor texts but whole teasers. */
const MAX_ANCHOR_WORDS = 6;
/** Deeper pages are articles and items. */
const MAX_DEPTH = 4;
/** Longer addresses lead to no page worth picking. */
export const MAX_URL_LENGTH = 500;
const NOT_A_PAGE =
  /\.(pdf|docx?|xlsx?|pptx?|zip|gz|rar|7z|exe|dmg|apk|jpe?g|png|gif|svg|webp|avif|ico|mp[34]|avi|mov|webm|css|m?js|json|xml|rss|ics|vcf|woff2?|ttf)$/i;

/**
 * The pages to read after the home page, at most `limit`: the best of each kind in the order of `PICKING_ORDER`, then
 * the next best. Only pages of the home page's own site, without query and fragment; the same links in any order and
 * number give the same pages, ties going by address.
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
    .map(({ url, kind }) => ({ url: plainUrl(url), kind }));
}

function kindRank(kind: Candidate["kind"]): number {
  return PICKING_ORDER.indexOf(kind);
}

function compareCandidates(a: Candidate, b: Candidate): number {
  if (a.score !== b.score) return b.score - a.score;
  const [left, right] = [plainUrl(a.url), plainUrl(b.url)];
  if (left !== right) return left < right ? -1 : 1;
  return kindRank(a.kind) - kindRank(b.kind);
}

/** The same page under http and https, with and without `www.` and a slash at the end, is one page. */
function pageKey(url: URL): string {
  const path = url.pathname
    .toLowerCase()
    .replace(/\/(index|default|home)(\.[a-z]{3,5})?\/?$/, "")
    .replace(/\/+$/, "");
  return `${url.host.replace(/^www\./, "")}${path}`;
}

/** What a link is worth, or null when it leads off the site, to no page, or says nothing of a kind. */
function rateLink(home: URL, link: PageLink): Candidate | null {
  const url = URL.parse(link.url);
  if (url === null || link.url.length > MAX_URL_LENGTH) return null;
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  if (siteName(url.hostname) !== siteName(home.hostname) || NOT_A_PAGE.test(url.pathname)) return null;
  if (url.host === home.host) url.protocol = home.protocol;
  const segments = readSegments(url);
  const subdomains = readSubdomains(url.hostname);
  if (segments.length > MAX_DEPTH || subdomains.length > MAX_DEPTH) return null;
  if (segments.some((segment) => segment.split("-").some((word) => IGNORED_WORDS.includes(word))))
    return null;
  // What a query chooses is lost without it, so then only the path counts.
  const anchor = url.search === "" ? toWords(link.text) : "";
  const places = [...segments, ...subdomains];
  const rated = PICKING_ORDER.map((kind) => ({
    kind,
    points: Math.max(0, ...places.map((place) => ratePlace(kind, place))) + rateAnchor(kind, anchor),
  }));
  const top = rated.reduce((a, b) => (b.points > a.points ? b : a));
  return top.points > 0 ? { url, kind: top.kind, score: top.points * 10 - segments.length } : null;
}

/** 5: the whole place is a keyword; 2: a keyword is among the few words of it. */
function ratePlace(kind: Candidate["kind"], place: string): number {
  if (KEYWORDS[kind].includes(place)) return 5;
  return place.split("-").length <= 4 && containsKeyword(kind, place) ? 2 : 0;
}

/** 4: one clicks a keyword; 1: a keyword is among the few words one clicks. */
function rateAnchor(kind: Candidate["kind"], anchor: string): number {
  if (KEYWORDS[kind].includes(anchor)) return 4;
  return anchor.split("-").length <= MAX_ANCHOR_WORDS && containsKeyword(kind, anchor) ? 1 : 0;
}

function containsKeyword(kind: Candidate["kind"], words: string): boolean {
  return KEYWORDS[kind].some((keyword) => `-${words}-`.includes(`-${keyword}-`));
}

function readSegments(url: URL): string[] {
  return url.pathname
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => toWords(decodeSegment(segment).replace(/\.(html?|php|aspx?|jsp)$/i, "")));
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

/** Plain lower-case words joined by `-`: "Über uns" and "uber_uns" are one. */
function toWords(text: string): string {
  return text
    .slice(0, 200)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}
