/** A sentence that says something about a company's readiness to buy. */
export interface TextSignal {
  readonly kind:
    | "hiring"
    | "expansion"
    | "growth"
    | "funding"
    | "award"
    | "partnership"
    | "product_launch"
    | "certification"
    | "technology";
  readonly text: string;
}

/** What can be read out of a text about a company; null or empty where it says nothing. */
export interface TextFacts {
  readonly about: string | null;
  readonly summary: string;
  readonly industry: string | null;
  readonly employees: number | null;
  readonly foundedYear: number | null;
  readonly offices: number | null;
  readonly products: readonly string[];
  readonly people: readonly {
    readonly firstName: string;
    readonly lastName: string;
    readonly name: string;
    readonly title: string;
  }[];
  readonly emails: readonly string[];
  readonly signals: readonly TextSignal[];
  readonly certifications: readonly string[];
  readonly technologies: readonly string[];
  readonly hiring: boolean;
}

const SIGNALS: readonly (readonly [TextSignal["kind"], RegExp])[] = [
  ["hiring", /\bwe are hiring\b/i],
  ["expansion", /\bexpanding into\b/i],
  ["growth", /\brevenue grew\b/i],
  ["funding", /\braised\b.*\bmillion\b/i],
  ["award", /\bwon the\b.*\baward\b/i],
  ["partnership", /\bpartnership\b/i],
  ["product_launch", /\blaunched\b/i],
  ["certification", /\bcertified to\b/i],
  ["technology", /\bsystems run on\b/i],
];

const WORD = "\\p{Lu}[\\p{L}'’-]+";
const PERSON = new RegExp(
  `(${WORD}(?: ${WORD})?) (${WORD}) is the ((?:${WORD}|of|and)(?: (?:${WORD}|of|and))*) of `,
  "gu",
);

/** Reads a text by regular expressions: reports nothing the text does not say. */
export function extractFacts(text: string): TextFacts {
  const sentences = splitSentences(text);
  const offer = sentences.find((sentence) => / offers .+ from /.test(sentence)) ?? null;
  const business = /\bwe work in ([\p{L} ]+?) and were founded in (\d{4})/iu.exec(text);
  const about = [
    offer,
    ...sentences.filter((sentence) => /^we (work in|employ|have \d+ offices)/i.test(sentence)),
  ];
  const signals = SIGNALS.flatMap(([kind, pattern]) =>
    sentences.filter((sentence) => pattern.test(sentence)).map((sentence) => ({ kind, text: sentence })),
  );
  const aboutText = unique(about.filter((sentence) => sentence !== null)).join(" ");
  return {
    about: aboutText === "" ? null : aboutText,
    summary: offer ?? sentences[0] ?? "",
    industry: business?.[1] ?? null,
    employees: numberIn(/\bwe employ (\d+) people/i, text),
    foundedYear: business?.[2] === undefined ? null : Number(business[2]),
    offices: numberIn(/\bwe have (\d+) offices/i, text),
    products: / offers (.+) from /.exec(offer ?? "")?.[1]?.split(", ") ?? [],
    people: peopleIn(sentences),
    emails: unique(text.toLowerCase().match(/[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}/g) ?? []),
    signals,
    certifications: unique([...text.matchAll(/\bcertified to ([^.\n]+)\./gi)].map(([, name = ""]) => name)),
    technologies: unique(/\bsystems run on ([^.\n]+)\./i.exec(text)?.[1]?.split(" and ") ?? []),
    hiring: signals.some(({ kind }) => kind === "hiring"),
  };
}

function peopleIn(sentences: readonly string[]): TextFacts["people"] {
  const found = sentences.flatMap((sentence) => [...sentence.matchAll(PERSON)]);
  const people = found.map(([, firstName = "", lastName = "", title = ""]) => ({
    firstName,
    lastName,
    name: `${firstName} ${lastName}`,
    title,
  }));
  return people.filter(({ name }, index) => people.findIndex((other) => other.name === name) === index);
}

/** The text's sentences, each once; the full stops in "Pte. Ltd." or "No. 5" end no sentence. */
function splitSentences(text: string): string[] {
  const lines = text
    .split("\n")
    .flatMap((line) =>
      line.split(
        /(?<=[.!?])\s+(?=(?:We|Our|Write|Thank)\b)|(?<=\.)\s+(?=\p{Lu}[\p{L}'’-]+ (?:\p{Lu}[\p{L}'’-]+ )?\p{Lu}[\p{L}'’-]+ is the )/u,
      ),
    );
  return unique(lines.map((line) => line.trim()).filter((line) => line !== ""));
}

function numberIn(pattern: RegExp, text: string): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

const unique = (items: readonly string[]) => [...new Set(items)];
