import { z } from "zod";
import type { Route } from "../../kit/route.ts";
import { createOpenApiDocument } from "../../openapi/create-openapi-document.ts";
import type { OpenApiDocument } from "../../openapi/openapi-document.ts";
import { DOCS_PAGE_POLICY, renderDocsPage } from "../../openapi/render-docs-page.ts";

const Document = z
  .looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
  .describe("An OpenAPI 3.1 document.");

/** `GET /openapi.json` and `GET /docs`: all routes, themselves included, for programs and for people. */
export function createDocumentRoutes(listRoutes: () => readonly Route[]): readonly [Route, Route] {
  let known: OpenApiDocument | undefined;
  const read = (version: string) => {
    known ??= createOpenApiDocument(listRoutes(), version);
    return known;
  };
  return [
    {
      method: "get",
      path: "/openapi.json",
      scope: null,
      id: "getOpenApi",
      tag: "Documents",
      summary: "this API as an OpenAPI 3.1 document",
      answers: { 200: Document },
      answer({ response, ports }) {
        response.json(read(ports.service.version));
      },
    },
    {
      method: "get",
      path: "/docs",
      scope: null,
      id: "getDocs",
      tag: "Documents",
      summary: "the same as a page for people",
      answers: { 200: { mediaTypes: ["text/html"] } },
      answer({ response, ports }) {
        response
          .set("Content-Security-Policy", DOCS_PAGE_POLICY)
          .type("text/html")
          .send(renderDocsPage(read(ports.service.version)));
      },
    },
  ];
}
