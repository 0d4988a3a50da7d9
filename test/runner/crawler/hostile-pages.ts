const LINKS = ["about", "contact", "careers", "products", "team"]
  .map((name) => `<a href="/${name}">${name}</a>`)
  .join("");

/** Bytes of each page. */
export const HOSTILE_PAGE_BYTES = 2_000_000;

const filled = (piece: string, start = "<body>"): Buffer =>
  Buffer.from(start + LINKS + piece.repeat(Math.ceil(HOSTILE_PAGE_BYTES / piece.length))).subarray(
    0,
    HOSTILE_PAGE_BYTES,
  );

/** Pages made to cost whoever reads them time. */
export const HOSTILE_PAGES = {
  "addresses without end": filled("a@1.1.1.1.1.1.1.1."),
  "words with @": filled("a@a"),
  "class attributes": filled("cookie- breadcrumb ", '<div class="'),
  "elements with classes": filled('<p class="cookie-x breadcrumb-y gdpr">x'),
  brackets: filled("[at["),
  "white space": filled(" \n\t "),
  "meta tags": filled("<meta charset=x>", ""),
  comments: filled("<!--", ""),
  "JSON-LD": filled('[{"@type":"Organization","name":"a"},', '<script type="application/ld+json">'),
} as const satisfies Record<string, Buffer>;
