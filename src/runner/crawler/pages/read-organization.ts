/** What a page says of its company in JSON-LD (https://schema.org/Organization). */
export interface Organization {
  /** One line of text, e.g. `Acme Ltd. Address: 1 Road, Town. Employees: 50. Founded: 1999.` */
  readonly summary: string;
  readonly emails: readonly string[];
}

const MAX_BLOCKS = 20;
const MAX_BLOCK_CHARS = 200_000;
const MAX_NODES = 2_000;
const MAX_VALUE_CHARS = 300;

/** Types of schema.org that are organizations, besides those whose name says so. */
const TYPES =
  /(?:Organization|Corporation|Business|Store|Company|Shop|Restaurant|Hotel|Dentist|Physician|Attorney|Agent|Agency|Airline|Consortium|NGO|Hospital|Clinic|Library|School|College|University|Contractor|Dealer|Service|Electrician|Plumber|Locksmith|Notary|Bakery|Brewery|Winery)$/;

/** Reads the JSON-LD of a page; null if there is no organization in it. What cannot be read is passed over. */
export function readOrganization(blocks: readonly string[]): Organization | null {
  const lines: string[] = [];
  const emails: string[] = [];
  for (const block of blocks.slice(0, MAX_BLOCKS)) {
    for (const node of nodesOf(parse(block))) {
      if (!isOrganization(node)) continue;
      const line = summarize(node);
      if (line !== "" && !lines.includes(line)) lines.push(line);
      emails.push(...textsOf(node["email"]), ...contactEmails(node["contactPoint"]));
    }
  }
  return lines.length === 0 && emails.length === 0 ? null : { summary: lines.join("\n"), emails };
}

type Node = Readonly<Record<string, unknown>>;

function parse(block: string): unknown {
  if (block.length > MAX_BLOCK_CHARS) return null;
  // Content systems wrap it in comments and CDATA, break lines within texts, and escape it as if it were HTML.
  const data = block
    .replaceAll("<![CDATA[", "")
    .replaceAll("]]>", "")
    .replaceAll("&quot;", block.includes('"') ? "&quot;" : '"')
    .replace(/\p{Cc}/gu, " ");
  const start = data.search(/[{[]/);
  const end = Math.max(data.lastIndexOf("}"), data.lastIndexOf("]"));
  if (start < 0 || end < start) return null;
  const text = data.slice(start, end + 1);
  return parseJson(text) ?? parseJson(text.replace(/,(?=\s{0,50}[}\]])/g, ""));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** All objects in it, in lists and within one another. */
function nodesOf(root: unknown): Node[] {
  const nodes: Node[] = [];
  const stack: unknown[] = [root];
  for (
    let item = stack.pop();
    nodes.length < MAX_NODES && (item !== undefined || stack.length > 0);
    item = stack.pop()
  ) {
    if (!isNode(item)) {
      if (Array.isArray(item)) stack.push(...listOf(item).slice(0, MAX_NODES).reverse());
      continue;
    }
    nodes.push(item);
    stack.push(...Object.values(item).filter((value) => typeof value === "object" && value !== null));
  }
  return nodes;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOrganization(node: Node): boolean {
  return textsOf(node["@type"]).some((type) => TYPES.test(type));
}

function summarize(node: Node): string {
  const [name] = textsOf(node["name"]);
  if (name === undefined) return "";
  const [legal] = textsOf(node["legalName"]);
  const parts = [
    legal === undefined || legal === name ? name : `${name} (${legal})`,
    labelled("Address", listOf(node["address"]).map(address).find(Boolean)),
    labelled("Employees", employees(node["numberOfEmployees"])),
    labelled("Founded", textsOf(node["foundingDate"])[0]),
    textsOf(node["description"])[0],
  ];
  return parts.filter((part) => part !== undefined && part !== "").join(". ");
}

function labelled(label: string, value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : `${label}: ${value}`;
}

function address(value: unknown): string {
  if (!isNode(value)) return textsOf(value)[0] ?? "";
  const country = value["addressCountry"];
  return [
    ...["streetAddress", "postalCode", "addressLocality", "addressRegion"].map(
      (key) => textsOf(value[key])[0],
    ),
    textsOf(isNode(country) ? country["name"] : country)[0],
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

function employees(value: unknown): string | undefined {
  if (!isNode(value)) return textsOf(value)[0];
  const [exact] = textsOf(value["value"]);
  const [least] = textsOf(value["minValue"]);
  const [most] = textsOf(value["maxValue"]);
  return exact ?? (least !== undefined && most !== undefined ? `${least}-${most}` : (least ?? most));
}

function contactEmails(value: unknown): string[] {
  return listOf(value).flatMap((point) => (isNode(point) ? textsOf(point["email"]) : []));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Texts and numbers of a value, one line each, without markup. */
function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((item) => {
    if (typeof item === "number" && Number.isFinite(item)) return [String(item)];
    if (typeof item !== "string") return [];
    const text = item
      .slice(0, MAX_VALUE_CHARS)
      .replace(/<[^<>]{0,300}>/g, " ")
      .replace(/[\s\0]+/g, " ")
      .trim();
    return text === "" ? [] : [text];
  });
}
