import type { Request } from "express";
import type { OtlpEncoding } from "../../../otlp/decoding/read-request.ts";

/** The encoding that a request's Content-Type names; null for any other. */
export function encodingOf({ headers }: Pick<Request, "headers">): OtlpEncoding | null {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  switch (type.trim().toLowerCase()) {
    case "application/json":
      return "json";
    case "application/x-protobuf":
    case "application/protobuf":
      return "protobuf";
    default:
      return null;
  }
}
