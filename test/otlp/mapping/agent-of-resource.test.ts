import { expect } from "chai";
import type { AttributeValue } from "../../../src/otlp/decoding/attribute-value.ts";
import { agentOfResource } from "../../../src/otlp/mapping/agent-of-resource.ts";
import { attributesOf } from "../support/attributes-of.ts";

describe("the agent of a resource", () => {
  const agentOf = (name: AttributeValue, namespace: AttributeValue = null) =>
    agentOfResource(attributesOf({ "service.name": name, "service.namespace": namespace }));

  it("is its service, after its namespace", () => {
    expect(agentOf("triage")).to.equal("triage");
    expect(agentOf("triage", "sales")).to.equal("sales/triage");
    expect(agentOf("triage", " ")).to.equal("triage");
  });

  it("is nobody without a name, or with the one that SDKs make up", () => {
    for (const name of [
      "",
      " ",
      7,
      null,
      "---",
      "unknown_service",
      "unknown_service:node",
      "unknown_service-x",
    ])
      expect(agentOf(name), String(name)).to.equal(null);
    expect(agentOf("unknown_services")).to.equal("unknown_services");
    expect(agentOfResource(attributesOf({}))).to.equal(null);
  });

  it("has dashes where an id cannot have the character, and begins with a letter or digit", () => {
    expect(agentOf("_triage of tickets")).to.equal("triage-of-tickets");
  });

  it("has at most 100 characters", () => {
    expect(agentOf("a".repeat(100))).to.equal("a".repeat(100));
    expect(agentOf("a".repeat(101))).to.equal("a".repeat(100));
    expect(agentOf("a".repeat(60), "b".repeat(60))).to.equal(`${"b".repeat(60)}/${"a".repeat(39)}`);
  });
});
