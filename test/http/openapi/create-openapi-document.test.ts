import { Validator } from "@seriousme/openapi-schema-validator";
import { expect } from "chai";
import { z } from "zod";
import { createOpenApiDocument } from "../../../src/http/openapi/create-openapi-document.ts";
import { ROUTES } from "../../../src/http/routes.ts";
import { readTable } from "../../docs/read-docs.ts";
import { checkValue } from "../support/check-answer.ts";

const document = createOpenApiDocument(ROUTES, "0.1.0");
const OPERATIONS = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe("the OpenAPI document", () => {
  it("is valid by the specification of 3.1", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));
    expect(errors ?? [], JSON.stringify(errors)).to.deep.equal([]);
    expect(valid).to.equal(true);
  });

  it("has the operations that docs/http.md lists, with the scopes that it names, beside Slack's own", () => {
    const listed = readTable("docs/http.md", "Routes")
      .map(([method = "", path = "", needs = ""]) => `${method} ${path} ${needs}`)
      .filter((row) => !row.includes("/slack/events"));
    const described = OPERATIONS.map(({ method, path, operation }) => {
      const scope = operation.security[0]?.key[0] ?? "nothing";
      return `${method.toUpperCase()} ${path.replaceAll(/[{](\w+)[}]/g, ":$1")} ${scope}`;
    });
    expect(described).to.have.members(listed);
    expect(described).to.have.lengthOf(ROUTES.length);
  });

  it("gives every operation a name of its own, a tag it explains and a summary", () => {
    const ids = OPERATIONS.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).to.equal(ids.length);
    const tags = document.tags.map(({ name }) => name);
    for (const { operation } of OPERATIONS) {
      expect(operation.operationId).to.match(/^[a-z][A-Za-z]+$/);
      expect(tags).to.include.members([...operation.tags]);
      expect(operation.summary).to.match(/^[A-Z0-9].{5,}[^.]$/);
    }
  });

  it("describes each path parameter of an address, and nothing else as one", () => {
    for (const { path, operation } of OPERATIONS) {
      const named = [...path.matchAll(/[{](\w+)[}]/g)].map(([, name]) => name);
      const described = (operation.parameters ?? []).filter((one) => one.in === "path");
      expect(described.map(({ name }) => name)).to.deep.equal(named);
      for (const { name, example, required } of described) {
        expect(required, name).to.equal(true);
        expect(example, `${operation.operationId}: ${name} has no example`).to.be.a("string");
      }
    }
  });

  it("has an example for every JSON body, which fits its schema", () => {
    for (const { path, method, operation } of OPERATIONS) {
      for (const [mediaType, { schema, example }] of Object.entries(operation.requestBody?.content ?? {})) {
        if (schema === undefined) continue;
        const place = ["paths", path, method, "requestBody", "content", mediaType, "schema"];
        expect(checkValue(place, example), operation.operationId).to.equal(null);
      }
    }
  });

  it("has examples of schemas that fit them", () => {
    let tried = 0;
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      for (const example of z.array(z.unknown()).parse(schema["examples"] ?? [])) {
        expect(checkValue(["components", "schemas", name], example), name).to.equal(null);
        tried += 1;
      }
    }
    expect(tried).to.be.greaterThan(5);
  });

  it("lets answers grow, and bodies have no field it does not know", () => {
    const { Run, StartRun } = document.components.schemas;
    expect(Run).not.to.have.property("additionalProperties");
    expect(StartRun).to.have.property("additionalProperties", false);
  });

  it("refuses two schemas of one name", () => {
    const [first, second] = [z.object({ a: z.string() }), z.object({ b: z.string() })];
    const [one] = ROUTES;
    if (one === undefined) throw new TypeError("There are no routes");
    const answers = { 200: first.meta({ id: "Twice" }), 201: second.meta({ id: "Twice" }) };
    expect(() => createOpenApiDocument([{ ...one, answers }], "0.1.0")).to.throw("Twice");
  });
});
