import { TextDecoder } from "node:util";
import { loadBuffer } from "cheerio";
import { boundMarkup } from "./bound-markup.ts";
import { createBoundedTree } from "./create-bounded-tree.ts";
import { MAX_URL_LENGTH, type PageLink } from "./pick-pages.ts";
import { type PageNode, readText, toLine, toLines } from "./read-text.ts";
import { transcodePage } from "./transcode-page.ts";

/** What a page says. */
export interface ExtractedPage {
  readonly title: string;
  /** The page's own summary (its meta description). */
  readonly description: string;
  /** The main text: one line a paragraph, without navigation, footers and scripts. */
  readonly text: string;
  readonly links: readonly PageLink[];
  /** Where e-mail addresses may stand: the text of the whole page, footers included, and `mailto:` targets. */
  readonly emailSources: readonly string[];
}

/** What never is a page's own text. */
const NOT_TEXT =
  "script, style, noscript, template, svg, canvas, iframe, object, video, audio, select, textarea, [hidden], [aria-hidden='true']";
/** What stands on every page of a site. */
const NOISE =
  "nav, footer, aside, dialog, [role='navigation'], [role='contentinfo'], [role='search'], [role='dialog'], [class*='cookie-'], [id*='cookie-'], [class*='cookieconsent'], [class*='breadcrumb']";
/** A `<main>` shorter than this holds too little to leave the rest of the page away. */
const MIN_MAIN_CHARS = 200;
const MAX_LINKS = 2_000;
/** A teaser that is one link needs no more to be rated. */
const MAX_ANCHOR_CHARS = 200;
/** Characters and nodes under a link that are looked at: links can stand within links, the page's whole text in the last. */
const MAX_ANCHOR_READ = 5_000;

/**
 * Reads a page of HTML as browsers do: byte order mark, then `charset` of the header, then of the page, else UTF-8.
 * Throws RangeError for one that grows beyond all bounds.
 */
export function extractHtml(bytes: Buffer, charset: string | undefined, url: URL): ExtractedPage {
  const page = transcodePage({ bytes, charset });
  const $ = loadBuffer(boundMarkup(page.bytes), {
    treeAdapter: createBoundedTree(),
    encoding: {
      defaultEncoding: "utf-8",
      ...(page.charset === undefined ? {} : { transportLayerEncodingLabel: page.charset }),
    },
  });
  const notText = new Set<PageNode>($(NOT_TEXT).toArray());
  const noise = new Set<PageNode>([...notText, ...$(NOISE).toArray()]);
  const baseHref = $("base[href]").first().attr("href") ?? "";
  // Longer ones lead to no page that is picked, and each link would hold a copy.
  const base = (baseHref.length <= MAX_URL_LENGTH ? URL.parse(baseHref, url.href) : null) ?? url;
  const anchors = $("a[href]")
    .slice(0, MAX_LINKS)
    .toArray()
    .map((anchor) => ({ href: anchor.attribs["href"] ?? "", anchor }));
  const body = $("body").get(0);
  const main = $("main, [role='main']").get(0);
  const mainText = main === undefined ? "" : readText(main, noise);
  const bodyText = body === undefined ? "" : readText(body, noise);
  const title = $("title").get(0);
  return {
    title: title === undefined ? "" : toLine(readText(title, notText)),
    description: toLine(
      $("meta[name='description' i]").attr("content") ??
        $("meta[property='og:description' i]").attr("content") ??
        "",
    ),
    text: mainText.length >= MIN_MAIN_CHARS ? mainText : bodyText,
    links: anchors.flatMap(({ href, anchor }) => {
      const target = URL.parse(href, base.href);
      if (target === null || target.href.length > MAX_URL_LENGTH) return [];
      const text = toLine(readText(anchor, notText, MAX_ANCHOR_READ)).slice(0, MAX_ANCHOR_CHARS);
      return [{ url: target.href, text }];
    }),
    emailSources: [
      body === undefined ? "" : readText(body, notText),
      ...anchors.flatMap(({ href }) => readMailto(href)),
    ],
  };
}

/** Reads a page of plain text. */
export function extractPlainText(bytes: Buffer, charset: string | undefined): ExtractedPage {
  const text = toLines(createDecoder(charset).decode(bytes));
  return { title: "", description: "", text, links: [], emailSources: [text] };
}

/** The charset's decoder; UTF-8 for none or an unknown one. */
function createDecoder(charset: string | undefined): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

/** The addresses of a `mailto:` link. */
function readMailto(href: string): string[] {
  const target = /^\s*mailto:([^?]*)/i.exec(href)?.[1];
  if (target === undefined) return [];
  try {
    return [decodeURIComponent(target)];
  } catch {
    // Not UTF-8 behind the percent signs: taken as it stands.
    return [target];
  }
}
