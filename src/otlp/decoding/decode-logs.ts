import type { OtlpGroup } from "./otlp-group.ts";
import type { OtlpLogRecord } from "./otlp-schema.ts";
import { readItem } from "./read-item.ts";
import { type OtlpEncoding, readRequest } from "./read-request.ts";

/** The log records of a request. `body` is the parsed JSON, or the bytes. Throws MalformedOtlpError. */
export function decodeLogs(body: unknown, encoding: OtlpEncoding): readonly OtlpGroup<OtlpLogRecord>[] {
  return readRequest("LogsRequest", body, encoding).resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.map(({ logRecords }) => ({
      resource,
      items: logRecords.map((record) => readItem("LogRecord", record)),
    })),
  );
}
