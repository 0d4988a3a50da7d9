import type { CheerioAPI } from "cheerio";
import { load } from "cheerio/slim";

type Node = ReturnType<CheerioAPI["root"]>[number]["children"][number];
type Element = Extract<Node, { readonly tagName: string }>;

/** A fault, as XML-RPC calls an error. */
export interface XmlRpcFault {
  readonly faultCode: number | string;
  readonly faultString: string;
}

/** A text that does not follow http://xmlrpc.com/spec.md. */
export class XmlRpcFormatError extends Error {}

const MAX_DEPTH = 50;

/** The answer to a call: a value, or a fault. Throws XmlRpcFormatError. */
export function readMethodResponse(
  text: string,
): { readonly value: unknown } | { readonly fault: XmlRpcFault } {
  const response = rootOf(text, "methodResponse");
  const fault = children(response, "fault")[0];
  if (fault !== undefined) return { fault: readFault(readValue(only(fault, "value"), 0)) };
  return { value: readValue(only(only(only(response, "params"), "param"), "value"), 0) };
}

/** A call, as a server reads it. Throws XmlRpcFormatError. */
export function readMethodCall(text: string): {
  readonly method: string;
  readonly parameters: readonly unknown[];
} {
  const call = rootOf(text, "methodCall");
  const [parameters] = children(call, "params");
  return {
    method: textOf(only(call, "methodName")),
    parameters:
      parameters === undefined
        ? []
        : children(parameters, "param").map((parameter) => readValue(only(parameter, "value"), 0)),
  };
}

/** Parsed as XML by a parser that knows no document types, and so expands no entities but XML's own. */
function rootOf(text: string, name: string): Element {
  const root = load(text, { xml: { decodeEntities: true } }).root()[0];
  const [found, second] = (root?.children ?? []).filter(isElement);
  if (found === undefined || second !== undefined || found.name !== name) {
    throw new XmlRpcFormatError(`not a ${name}`);
  }
  // A truncated text parses too, because the parser closes its elements.
  if (!new RegExp(`</${name}\\s*>\\s*$`).test(text)) throw new XmlRpcFormatError(`the ${name} has no end`);
  return found;
}

function readFault(value: unknown): XmlRpcFault {
  if (typeof value === "object" && value !== null && "faultCode" in value && "faultString" in value) {
    const { faultCode, faultString } = value;
    if ((typeof faultCode === "number" || typeof faultCode === "string") && typeof faultString === "string") {
      return { faultCode, faultString };
    }
  }
  throw new XmlRpcFormatError("a fault without code and text");
}

function readValue(value: Element, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new XmlRpcFormatError("nested too deeply");
  const [type, second] = value.children.filter(isElement);
  // A value without a type is a string.
  if (type === undefined) return textOf(value);
  if (second !== undefined) throw new XmlRpcFormatError("a value of two types");
  switch (type.name) {
    case "string":
      return textOf(type);
    case "int":
    case "i4":
    case "i8":
      return readNumber(type, /^\s*[+-]?\d+\s*$/);
    case "double":
      return readNumber(type, /^\s*[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/);
    case "boolean":
      return readBoolean(type);
    case "nil":
    case "ex:nil":
      return null;
    case "dateTime.iso8601":
    case "base64":
      return textOf(type).trim();
    case "array":
      return children(only(type, "data"), "value").map((item) => readValue(item, depth + 1));
    case "struct":
      return readStruct(type, depth);
    default:
      throw new XmlRpcFormatError("a type that does not exist");
  }
}

function readStruct(struct: Element, depth: number): Record<string, unknown> {
  // Every entry becomes an own property, even `__proto__`.
  return Object.fromEntries(
    children(struct, "member").map((member) => [
      textOf(only(member, "name")),
      readValue(only(member, "value"), depth + 1),
    ]),
  );
}

function readNumber(element: Element, pattern: RegExp): number {
  const text = textOf(element);
  const number = Number(text);
  if (!pattern.test(text) || !Number.isFinite(number)) throw new XmlRpcFormatError("not a number");
  return number;
}

function readBoolean(element: Element): boolean {
  const text = textOf(element).trim();
  if (text !== "0" && text !== "1") throw new XmlRpcFormatError("not a boolean");
  return text === "1";
}

function children(element: Element, name: string): Element[] {
  return element.children.filter(isElement).filter((child) => child.name === name);
}

function isElement(node: Node): node is Element {
  return "tagName" in node;
}

function only(element: Element, name: string): Element {
  const [found, second] = children(element, name);
  if (found === undefined || second !== undefined) {
    throw new XmlRpcFormatError(`expected one ${name} in ${element.name}`);
  }
  return found;
}

function textOf(element: Element): string {
  return element.children.map((node) => readText(node, element.name)).join("");
}

function readText(node: Node, within: string): string {
  if (isElement(node)) throw new XmlRpcFormatError(`expected only text in ${within}`);
  // A CDATA section contains text nodes; a comment is not text.
  if ("children" in node) return node.children.map((part) => readText(part, within)).join("");
  return node.nodeType === TEXT_NODE ? node.data : "";
}

const TEXT_NODE = 3;
