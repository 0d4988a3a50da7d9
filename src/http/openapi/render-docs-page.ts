import { createHash } from "node:crypto";
import { escapeHtml } from "../../escape-html.ts";
import type {
  OpenApiAnswer,
  OpenApiContent,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiParameter,
} from "./openapi-document.ts";
import { renderSchema } from "./render-schema.ts";

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --quiet: #777; --link: #1264a3; }
@media (prefers-color-scheme: dark) { :root { --link: #6bb3e8; --quiet: #aaa; } }
body { font: 16px/1.55 system-ui, sans-serif; margin: 0; overflow-wrap: break-word; }
.page { display: grid; grid-template-columns: 17rem minmax(0, 52rem); gap: 2.5rem; max-width: 74rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 1.25rem 0; font-size: 0.85rem; }
nav ul { list-style: none; margin: 0 0 0.8rem; padding: 0; } nav h2 { font-size: 0.85rem; margin: 0.8rem 0 0.2rem; }
nav a { display: block; padding: 0.1rem 0; text-decoration: none; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
a { color: var(--link); } h1 { line-height: 1.2; margin-bottom: 0.3rem; } h2 { margin-top: 2.5rem; } h3 { margin: 0; font-size: 1rem; font-weight: 400; }
section.operation { border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.1rem; margin: 1rem 0; scroll-margin-top: 0.5rem; }
h4 { margin: 1.1rem 0 0.3rem; font-size: 0.9rem; }
code { font: 0.88em ui-monospace, monospace; background: var(--soft); padding: 0.1em 0.3em; border-radius: 4px; }
pre { background: var(--soft); padding: 0.8rem; border-radius: 8px; overflow-x: auto; margin: 0.3rem 0; } pre code { background: none; padding: 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.88rem; } .table { overflow-x: auto; }
td, th { border-bottom: 1px solid var(--line); padding: 0.35rem 0.6rem 0.35rem 0; text-align: left; vertical-align: top; }
.method { display: inline-block; min-width: 3.6rem; text-align: center; font: 600 0.75rem ui-monospace, monospace; color: #fff; border-radius: 5px; padding: 0.2rem 0; margin-right: 0.4rem; }
.get { background: #1f6f43; } .post { background: #1257a0; } .patch { background: #8a5a00; } .delete { background: #a02020; }
.path { font-family: ui-monospace, monospace; font-weight: 600; } .needs, .optional, .limits, .facts { color: var(--quiet); font-size: 0.85rem; } .needs { float: right; }
details { margin-top: 0.6rem; } summary { cursor: pointer; }
@media (max-width: 60rem) { .page { display: block; } nav { position: static; max-height: none; } .needs { float: none; display: block; } }
`;

/** The content security policy: the page's own style, and no scripts. */
export const DOCS_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

interface Place {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
}

/** The document as a page: every operation with its requests and answers, then the schemas. */
export function renderDocsPage(document: OpenApiDocument): string {
  const { info, tags, components } = document;
  const places = listPlaces(document);
  const groups = tags
    .map((tag) => ({ ...tag, places: places.filter(({ operation }) => operation.tags.includes(tag.name)) }))
    .filter((group) => group.places.length > 0);
  const title = `${info.title} ${info.version}: HTTP`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<div class="page">
<nav aria-label="Operations">
${groups.map(({ name, places: own }) => `<h2>${escapeHtml(name)}</h2><ul>${own.map(linkHtml).join("")}</ul>`).join("\n")}
<h2><a href="#schemas">Schemas</a></h2>
</nav>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${renderSchema.proseHtml(info.description)} <a href="/openapi.json">openapi.json</a> is the same for programs.</p>
${groups.map(({ name, description, places: own }) => `<h2>${escapeHtml(name)}</h2><p>${escapeHtml(description)}</p>${own.map(operationHtml).join("\n")}`).join("\n")}
<h2 id="schemas">Schemas</h2>
${Object.entries(components.schemas)
  .map(
    ([name, schema]) =>
      `<section class="operation" id="schema-${escapeHtml(name)}"><h3 class="path">${escapeHtml(name)}</h3>${renderSchema.schemaHtml(schema)}${examplesHtml(schema["examples"])}</section>`,
  )
  .join("\n")}
</main>
</div>
</body>
</html>
`;
}

function listPlaces({ paths }: OpenApiDocument): Place[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}

function linkHtml({ method, path, operation }: Place): string {
  return `<li><a href="#${operation.operationId}">${method.toUpperCase()} ${escapeHtml(path)}</a></li>`;
}

function operationHtml({ method, path, operation }: Place): string {
  const { operationId, summary, security, parameters = [], requestBody, responses } = operation;
  const scope = security[0]?.key[0];
  const needs = scope === undefined ? "no key" : `scope ${scope}`;
  return `<section class="operation" id="${operationId}">
<h3><span class="method ${method}">${method.toUpperCase()}</span> <span class="path">${escapeHtml(path)}</span> <span class="needs">${needs}</span></h3>
<p>${renderSchema.proseHtml(summary)}.</p>
${parametersHtml(parameters)}
${requestBody === undefined ? "" : `<h4>Body${requestBody.required ? "" : ", optional"}</h4>${contentHtml(requestBody.content)}`}
<h4>Example</h4>
<pre><code>${escapeHtml(curlOf({ method, path, operation }))}</code></pre>
<h4>Answers</h4>
<div class="table"><table><tbody>${Object.entries(responses).map(answerHtml).join("")}</tbody></table></div>
</section>`;
}

function parametersHtml(parameters: readonly OpenApiParameter[]): string {
  if (parameters.length === 0) return "";
  const rows = parameters.map(({ name, in: place, required, schema, description }) => {
    const mark = required ? "" : ' <span class="optional">optional</span>';
    const meaning = renderSchema.meaningHtml({
      ...schema,
      ...(description !== undefined && { description }),
    });
    return `<tr><td><code>${escapeHtml(name)}</code>${mark}</td><td>${place}</td><td>${renderSchema.typeHtml(schema)}</td><td>${meaning}</td></tr>`;
  });
  return `<h4>Parameters</h4><div class="table"><table><tbody>${rows.join("")}</tbody></table></div>`;
}

function contentHtml(content: OpenApiContent): string {
  return Object.entries(content)
    .map(
      ([mediaType, { schema }]) =>
        `<p class="facts"><code>${escapeHtml(mediaType)}</code></p>${schema === undefined ? "" : renderSchema.schemaHtml(schema)}`,
    )
    .join("");
}

function answerHtml([status, { description, content = {} }]: [string, OpenApiAnswer]): string {
  const kinds = Object.entries(content).map(
    ([mediaType, { schema }]) =>
      `<code>${escapeHtml(mediaType)}</code>${schema === undefined ? "" : ` ${renderSchema.typeHtml(schema)}`}`,
  );
  return `<tr><td><code>${status}</code></td><td>${escapeHtml(description)}</td><td>${kinds.join("<br>")}</td></tr>`;
}

function examplesHtml(examples: unknown): string {
  if (!Array.isArray(examples) || examples.length === 0) return "";
  return `<details><summary>Example</summary><pre><code>${escapeHtml(JSON.stringify(examples[0], null, 2))}</code></pre></details>`;
}

/** The operation's example as a command. */
function curlOf({ method, path, operation }: Place): string {
  const { parameters = [], requestBody, security } = operation;
  const exampleOf = ({ example }: OpenApiParameter) => encodeURIComponent(String(example));
  const filled = parameters
    .filter((parameter) => parameter.in === "path")
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, exampleOf(parameter)), path);
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.example !== undefined)
    .map((parameter) => `${parameter.name}=${exampleOf(parameter)}`)
    .join("&");
  const body = Object.values(requestBody?.content ?? {}).find(
    ({ example }) => example !== undefined,
  )?.example;
  const usual = body === undefined ? "get" : "post";
  return [
    `curl -sS${method === usual ? "" : ` -X ${method.toUpperCase()}`} "$NIGHTSHIFT_URL${filled}${query && `?${query}`}"`,
    ...(security.length > 0 ? [`-H "Authorization: Bearer $NIGHTSHIFT_KEY"`] : []),
    ...(body === undefined
      ? []
      : [
          `-H 'Content-Type: application/json'`,
          `-d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`,
        ]),
  ].join(" \\\n  ");
}
