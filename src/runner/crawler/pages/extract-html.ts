import { emailTexts, readHiddenAddress, SEAM } from "./email-texts.ts";
import { decodePage } from "./markup/decode-page.ts";
import { type Breathe, parsePage } from "./markup/parse-page.ts";
import { type PageNode, readText, toLine, toLines } from "./markup/read-text.ts";
import { MAX_URL_LENGTH, type PageLink } from "./picking/pick-pages.ts";
import { readOrganization } from "./read-organization.ts";
import { readRefresh } from "./read-refresh.ts";
import { type PageElement, type PageSurvey, surveyPage } from "./survey-page.ts";

/** What a page says. */
export interface ExtractedPage {
  readonly title: string;
  /** The page's own summary (its meta description). */
  readonly description: string;
  /** The main text: one line per paragraph, without navigation, footers and scripts. */
  readonly text: string;
  /** What the page says of its company for search engines (schema.org); empty if nothing. */
  readonly facts: string;
  readonly links: readonly PageLink[];
  /** Where the page sends its reader without a click (meta refresh); null if it does not. */
  readonly refresh: { readonly url: string; readonly delayS: number } | null;
  /** The pages that make up this one, if it is a frameset. */
  readonly frames: readonly string[];
  /** Where e-mail addresses may be: the text of the whole page, footers included, links and hidden addresses. */
  readonly emailSources: readonly string[];
}

/** A `<main>` shorter than this holds too little to leave out the rest of the page. */
const MIN_MAIN_CHARS = 200;
/** If less than this share of a long page is left, something that holds the page was taken for noise. */
const MIN_SHARE = 0.2;
const LONG_PAGE_CHARS = 500;
/** Enough of a link's text to rate it. */
const MAX_ANCHOR_CHARS = 200;
/** Characters and nodes under a link that are looked at: links can be nested, the last holding the page's whole text. */
const MAX_ANCHOR_READ = 5_000;
const MAX_FRAMES = 4;

/** Reads a page of HTML. Throws RangeError for one that grows beyond all bounds. */
export async function extractHtml(
  page: { readonly bytes: Buffer; readonly charset: string | undefined; readonly url: URL },
  breathe: Breathe,
): Promise<ExtractedPage> {
  const html = decodePage(page.bytes, page.charset, page.url.hostname);
  await breathe();
  const survey = surveyPage(await parsePage(html, breathe));
  await breathe();
  const base = baseOf(survey, page.url);
  const organization = readOrganization(survey.structured.map(rawText));
  const text = mainText(survey);
  await breathe();
  const links = survey.anchors.flatMap((anchor) => readLink(anchor, base, survey.notText));
  await breathe();
  const sources = emailSources(survey, organization?.emails ?? []);
  await breathe();
  return {
    title: survey.title === null ? "" : toLine(rawText(survey.title)),
    description: toLine(metaContent(survey, "description") ?? metaContent(survey, "og:description") ?? ""),
    text,
    facts: organization?.summary ?? "",
    links,
    refresh: readRefresh(httpEquiv(survey, "refresh"), base),
    frames: survey.frames
      .flatMap((frame) => URL.parse(frame.attribs["src"] ?? "", base.href)?.href ?? [])
      .slice(0, MAX_FRAMES),
    emailSources: sources,
  };
}

/** Reads a page of plain text. */
export function extractPlainText(bytes: Buffer, charset: string | undefined, url: URL): ExtractedPage {
  const text = toLines(decodePage(bytes, charset, url.hostname));
  return {
    title: "",
    description: "",
    text,
    facts: "",
    links: [],
    refresh: null,
    frames: [],
    emailSources: [text],
  };
}

/** The longest `<main>`, else the body without noise; with it, if too little would be left. */
function mainText({ body, mains, noise, notText }: PageSurvey): string {
  const main = mains
    .map((element) => readText(element, { skipped: noise }))
    .reduce((best, next) => (next.length > best.length ? next : best), "");
  if (main.length >= MIN_MAIN_CHARS || body === null) return main;
  const text = readText(body, { skipped: noise });
  const whole = readText(body, { skipped: notText });
  return whole.length >= LONG_PAGE_CHARS && text.length < whole.length * MIN_SHARE && isProse(whole)
    ? whole
    : text;
}

/** Sentences, rather than the words of a menu. */
function isProse(text: string): boolean {
  const lines = text.split("\n");
  const chars = lines.filter((line) => line.length >= 60).reduce((sum, line) => sum + line.length, 0);
  return chars > text.length / 2;
}

function baseOf({ base }: PageSurvey, url: URL): URL {
  // A longer one leads to no page that is picked, and each link would hold a copy.
  if (base === null || base.length > MAX_URL_LENGTH) return url;
  return URL.parse(base, url.href) ?? url;
}

/** A link with its words: what one reads, else what is written for those who do not see its picture. */
function readLink(anchor: PageElement, base: URL, notText: ReadonlySet<PageNode>): PageLink[] {
  const target = URL.parse(anchor.attribs["href"] ?? "", base.href);
  if (target === null || target.href.length > MAX_URL_LENGTH) return [];
  const text =
    toLine(readText(anchor, { skipped: notText, limit: MAX_ANCHOR_READ })) ||
    toLine(anchor.attribs["aria-label"] ?? "") ||
    toLine(imageText(anchor)) ||
    toLine(anchor.attribs["alt"] ?? anchor.attribs["title"] ?? "");
  return [{ url: target.href, text: text.slice(0, MAX_ANCHOR_CHARS) }];
}

/** The alternative texts of the images in a link. */
function imageText(anchor: PageElement): string {
  const texts: string[] = [];
  const stack: PageNode[] = [anchor];
  let left = MAX_ANCHOR_CHARS;
  for (let node = stack.pop(); node !== undefined && left > 0; node = stack.pop()) {
    left -= 1;
    if ("attribs" in node && node.name === "img")
      texts.push(node.attribs["alt"] ?? node.attribs["title"] ?? "");
    if ("children" in node) stack.push(...node.children.slice(0, MAX_ANCHOR_CHARS).reverse());
  }
  return texts.join(" ");
}

function emailSources(survey: PageSurvey, organizationEmails: readonly string[]): string[] {
  const { body, notText, anchors, hiddenAddresses } = survey;
  const hidden = [
    ...hiddenAddresses.map(({ attribs }) => attribs["data-cfemail"] ?? ""),
    ...anchors.map(
      ({ attribs }) =>
        /\/cdn-cgi\/l\/email-protection#([0-9a-f]{8,800})/i.exec(attribs["href"] ?? "")?.[1] ?? "",
    ),
  ].flatMap((code) => readHiddenAddress(code) ?? []);
  return [
    ...(body === null ? [] : emailTexts(readText(body, { skipped: notText, seam: SEAM }))),
    ...anchors.flatMap(({ attribs }) => readMailto(attribs["href"] ?? "")),
    ...hidden,
    ...organizationEmails,
  ];
}

/** The addresses of a `mailto:` link. */
function readMailto(href: string): string[] {
  const target = /^\s{0,50}mailto:([^?]{0,2000})/i.exec(href)?.[1];
  if (target === undefined) return [];
  try {
    return [decodeURIComponent(target)];
  } catch {
    // Not UTF-8 behind the percent signs: taken as it stands.
    return [target];
  }
}

function metaContent({ metas }: PageSurvey, name: string): string | undefined {
  const meta = metas.find(
    ({ attribs }) => (attribs["name"] ?? attribs["property"] ?? "").toLowerCase() === name,
  );
  return meta?.attribs["content"];
}

function httpEquiv({ metas }: PageSurvey, name: string): string | undefined {
  return metas.find(({ attribs }) => attribs["http-equiv"]?.toLowerCase() === name)?.attribs["content"];
}

/** The text of an element that holds nothing else. */
function rawText(element: PageElement): string {
  return element.children.map((child) => (child.type === "text" ? child.data : "")).join("");
}
