import { expect } from "chai";
import fc from "fast-check";
import {
  readMethodCall,
  readMethodResponse,
  XmlRpcFormatError,
} from "../../../src/vendors/odoo/read-method-response.ts";
import { writeMethodCall, writeValue } from "../../../src/vendors/odoo/write-method-call.ts";
import { patience } from "../../support/patience.ts";

const response = (value: string) =>
  `<?xml version="1.0"?><methodResponse><params><param><value>${value}</value></param></params></methodResponse>`;

/** Text that XML 1.0 has room for, line ends and markup included. */
const text = fc.oneof(
  fc
    .string({ unit: "binary" })
    .map((drawn) => drawn.replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")),
  fc.constantFrom("<value>", "]]>", "&amp;", "&", "a\r\nb", " ", "<!-- -->", "<![CDATA[x]]>"),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((drawn) => (drawn === 0 ? 0 : drawn)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("XML-RPC", () => {
  it("reads back whatever it wrote", () => {
    fc.assert(
      fc.property(text, fc.array(value, { maxLength: 4 }), (method, parameters) => {
        expect(readMethodCall(writeMethodCall(method, parameters))).to.deep.equal({ method, parameters });
      }),
    );
  });

  it("writes what Odoo's documentation shows", () => {
    expect(
      writeMethodCall("execute_kw", ["db", 2, { limit: 1, active_test: false, none: undefined }]),
    ).to.equal(
      '<?xml version="1.0"?><methodCall><methodName>execute_kw</methodName><params><param><value><string>db</string></value></param><param><value><int>2</int></value></param><param><value><struct><member><name>limit</name><value><int>1</int></value></member><member><name>active_test</name><value><boolean>0</boolean></value></member></struct></value></param></params></methodCall>',
    );
  });

  it("replaces what XML has no room for", () => {
    expect(writeValue("a\u0000b\ud800c")).to.equal("<value><string>a\ufffdb\ufffdc</string></value>");
  });

  for (const [given, read] of [
    ["<i4>7</i4>", 7],
    ["plain", "plain"],
    ["", ""],
    ["<string/>", ""],
    ["<string><![CDATA[a<b]]></string>", "a<b"],
    ["<double>-1.5</double>", -1.5],
    ["\n  <boolean>1</boolean>\n", true],
    ["<array><data/></array>", []],
    ["<string>&#x41;&lt;</string>", "A<"],
    ["<nil/>", null],
  ] as const) {
    it(`reads ${JSON.stringify(given)}`, () => {
      expect(readMethodResponse(response(given))).to.deep.equal({ value: read });
    });
  }

  it("reads a fault", () => {
    const fault = writeValue({ faultCode: 3, faultString: "Access Denied" });
    expect(readMethodResponse(`<methodResponse><fault>${fault}</fault></methodResponse>`)).to.deep.equal({
      fault: { faultCode: 3, faultString: "Access Denied" },
    });
  });

  const deep = `${"<array><data><value>".repeat(60)}x${"</value></data></array>".repeat(60)}`;
  for (const [name, given] of [
    ["a page of a proxy", "<html><body>502</body></html>"],
    ["nothing", ""],
    ["JSON", '{"result": 1}'],
    ["a text cut short", response("<int>1</int>").slice(0, -30)],
    ["a number that is none", response("<int>1e</int>")],
    ["a boolean of another kind", response("<boolean>true</boolean>")],
    ["a type nobody knows", response("<complex>1</complex>")],
    ["two types", response("<int>1</int><int>2</int>")],
    ["no value", "<methodResponse><params><param></param></params></methodResponse>"],
    [
      "a fault without a code",
      `<methodResponse><fault>${writeValue({ faultString: "x" })}</fault></methodResponse>`,
    ],
    ["too many levels", response(deep)],
  ] as const) {
    it(`refuses ${name}`, () => {
      expect(() => readMethodResponse(given)).to.throw(XmlRpcFormatError);
    });
  }

  it("reads no number in more time than its length takes", () => {
    const answer = (number: string) =>
      `<?xml version="1.0"?><methodResponse><params><param><value>${number}</value></param></params></methodResponse>`;
    for (const hostile of [
      `<double>${"1".repeat(100_000)}x</double>`,
      `<double>${"1".repeat(100_000)}.</double>`,
      `<double>${" ".repeat(100_000)}x</double>`,
      `<double>.${"1".repeat(100_000)}e</double>`,
      `<int>${"1".repeat(100_000)}x</int>`,
    ]) {
      const started = performance.now();
      expect(() => readMethodResponse(answer(hostile))).to.throw(XmlRpcFormatError);
      expect(performance.now() - started, hostile.slice(0, 20)).to.be.below(patience(100));
    }
  });

  it("expands no entity of a document's own", () => {
    const bomb = `<!DOCTYPE r [<!ENTITY a "boom">]>${response("<string>&a;</string>")}`;
    let read: unknown;
    try {
      read = readMethodResponse(bomb);
    } catch (error) {
      expect(error).to.be.instanceOf(XmlRpcFormatError);
    }
    expect(JSON.stringify(read ?? null)).not.to.include("boom");
  });

  it("reads or refuses, but never crashes, whatever it is given", () => {
    const around = fc.tuple(fc.string(), fc.nat(200)).map(([noise, at]) => {
      const good = response("<struct><member><name>a</name><value><int>1</int></value></member></struct>");
      return good.slice(0, at) + noise + good.slice(at);
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), around), (given) => {
        try {
          readMethodResponse(given);
        } catch (error) {
          expect(error).to.be.instanceOf(XmlRpcFormatError);
        }
      }),
    );
  });
});
