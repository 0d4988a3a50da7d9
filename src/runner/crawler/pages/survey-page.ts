import type { PageNode } from "./markup/read-text.ts";

/** An element of a parsed page. */
export type PageElement = Extract<PageNode, { readonly attribs: unknown }>;

/** What was found in one walk over a page. */
export interface PageSurvey {
  readonly body: PageElement | null;
  readonly title: PageElement | null;
  readonly base: string | null;
  readonly metas: readonly PageElement[];
  readonly mains: readonly PageElement[];
  readonly anchors: readonly PageElement[];
  readonly frames: readonly PageElement[];
  /** Elements with an address that Cloudflare has hidden. */
  readonly hiddenAddresses: readonly PageElement[];
  /** Scripts that hold JSON-LD. */
  readonly structured: readonly PageElement[];
  /** Never text, whatever they hold. */
  readonly notText: ReadonlySet<PageNode>;
  /** What stands on every page of a site, or is not shown: small beside the page. */
  readonly noise: ReadonlySet<PageNode>;
}

const NOT_TEXT: ReadonlySet<string> = new Set(
  "script style noscript template svg canvas iframe object video audio select textarea noframes".split(" "),
);
const NOISE_TAGS: ReadonlySet<string> = new Set(["nav", "footer", "aside", "dialog"]);
const NOISE_ROLES: ReadonlySet<string> = new Set([
  "navigation",
  "contentinfo",
  "search",
  "dialog",
  "alertdialog",
]);
const STRUCTURE: ReadonlySet<string> = new Set(["main", "article", "h1"]);
/**
 * Names of cookie banners and breadcrumbs, by whole words: `cookie-cutters` is a product. `has-breadcrumbs` and
 * `cookie-banner-open` say how a page looks, and name what holds it.
 */
const NOISE_WORD =
  /(?:^|\s|(?<!(?:^|[\s_-])(?:has|hide|is|no|show|with|without))[_-])(?:cookie(?:[-_]?(?:banner|bar|box|consent|notice|notification|law|policy|popup|modal|overlay|message|alert|info|layer|hint|disclaimer|settings|wrapper|container|dialog|bot|yes))|cookies?-?consent|gdpr|onetrust|cky-consent|cybotcookiebotdialog|iubenda|osano|termly|borlabs-cookie|cmplz|cc-window|cc-banner|breadcrumbs?)(?=$|[\s_-])(?![_-](?:accepted|active|closed|enabled|hidden|off|on|open|opened|shown|visible)(?:$|\s))/;
const MAX_NAME_CHARS = 300;

/** A block of text this long may be the page's content without a heading. */
const MIN_HELD_CHARS = 400;

const MAX_ANCHORS = 2_000;
const MAX_FOUND = 200;

/** Some of an element's own text, and whether it has what a page's content is built from. */
interface Extent {
  /** Characters of text that are no link's. */
  chars: number;
  hasStructure: boolean;
}

/** Walks over a page once and sorts its elements. A stack instead of recursion: a page may be nested as deep as it likes. */
export function surveyPage(nodes: readonly PageNode[]): PageSurvey {
  const lists = createLists();
  const notText = new Set<PageNode>();
  const candidates: { element: PageElement; extent: Extent; isNamed: boolean }[] = [];
  let links = 0;
  let silent = 0;
  const open: Extent[] = [{ chars: 0, hasStructure: false }];
  const stack: (PageNode | { readonly leave: PageElement })[] = [...nodes].reverse();
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if ("leave" in item) {
      const { leave } = item;
      const extent = open.pop() ?? { chars: 0, hasStructure: false };
      const parent = open.at(-1);
      if (parent !== undefined) {
        parent.chars += extent.chars;
        parent.hasStructure ||=
          extent.hasStructure || STRUCTURE.has(leave.name) || leave.attribs["role"] === "main";
      }
      if (leave.name === "a") links -= 1;
      if (NOT_TEXT.has(leave.name)) silent -= 1;
      const kind = noiseKind(leave);
      if (kind !== null) candidates.push({ element: leave, extent, isNamed: kind === "named" });
      continue;
    }
    if (item.type === "text") {
      const extent = open.at(-1);
      if (links === 0 && silent === 0 && extent !== undefined) extent.chars += item.data.trim().length;
      continue;
    }
    if (!isElement(item)) continue;
    if (NOT_TEXT.has(item.name)) {
      notText.add(item);
      silent += 1;
    }
    if (item.name === "a") links += 1;
    lists.sort(item, silent > 0);
    open.push({ chars: 0, hasStructure: false });
    stack.push({ leave: item });
    for (let index = item.children.length - 1; index >= 0; index -= 1) {
      const child = item.children[index];
      if (child !== undefined) stack.push(child);
    }
  }
  const total = open[0]?.chars ?? 0;
  const isSmall = ({ element, extent, isNamed }: (typeof candidates)[number]) =>
    element !== lists.found.body && element.name !== "html" && !holdsPage(extent, total, isNamed);
  const noise = new Set<PageNode>([...notText, ...candidates.filter(isSmall).map(({ element }) => element)]);
  return { ...lists.found, notText, noise };
}

/**
 * True for what holds more than half of the page's text, links apart. What is named a cookie banner must be built like a
 * page as well: a long banner on a short page is a banner.
 */
function holdsPage({ chars, hasStructure }: Extent, total: number, isNamed: boolean): boolean {
  return chars > total / 2 && (hasStructure || (!isNamed && chars >= MIN_HELD_CHARS));
}

/** Noise by what the element is, or by what it is named; null for content. */
function noiseKind({ name, attribs }: PageElement): "marked" | "named" | null {
  const { role, hidden, class: classes = "", id = "" } = attribs;
  if (NOISE_TAGS.has(name) || NOISE_ROLES.has(role ?? "")) return "marked";
  if (hidden !== undefined && hidden !== "until-found") return "marked";
  if (attribs["aria-hidden"] === "true") return "marked";
  const names = `${classes.slice(0, MAX_NAME_CHARS)} ${id.slice(0, MAX_NAME_CHARS)}`.toLowerCase();
  return NOISE_WORD.test(names) ? "named" : null;
}

/** Collects the elements that are looked at again. */
function createLists() {
  let body: PageElement | null = null;
  let title: PageElement | null = null;
  let base: string | null = null;
  const metas: PageElement[] = [];
  const mains: PageElement[] = [];
  const anchors: PageElement[] = [];
  const frames: PageElement[] = [];
  const hiddenAddresses: PageElement[] = [];
  const structured: PageElement[] = [];
  const add = (list: PageElement[], element: PageElement, most = MAX_FOUND) => {
    if (list.length < most) list.push(element);
  };

  return {
    sort(element: PageElement, isSilent: boolean): void {
      const { name, attribs } = element;
      if (attribs["data-cfemail"] !== undefined) add(hiddenAddresses, element);
      if (name === "script" && attribs["type"]?.toLowerCase().includes("ld+json") === true)
        add(structured, element);
      if (name === "frame") add(frames, element);
      if (name === "meta") add(metas, element);
      if (isSilent) return;
      if (name === "body") body ??= element;
      else if (name === "title") title ??= element;
      else if (name === "base") base ??= attribs["href"] ?? null;
      else if (name === "a" && attribs["href"] !== undefined) add(anchors, element, MAX_ANCHORS);
      else if (name === "area" && attribs["href"] !== undefined) add(anchors, element, MAX_ANCHORS);
      if (name === "main" || attribs["role"] === "main") add(mains, element);
    },
    get found() {
      return { body, title, base, metas, mains, anchors, frames, hiddenAddresses, structured };
    },
  };
}

function isElement(node: PageNode): node is PageElement {
  return "attribs" in node;
}
