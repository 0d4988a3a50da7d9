import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";

/** Slack's own word for a failed call, or the status of its answer; null for an error of another kind. */
export function slackWord(error: unknown): string | null {
  if (error instanceof WebAPIRateLimitedError) return "ratelimited";
  if (error instanceof WebAPIPlatformError) return error.data.error;
  if (error instanceof WebAPIHTTPError) return `http_${error.statusCode}`;
  if (error instanceof WebAPIRequestError) return causeOf(error.original);
  return null;
}

/** `ECONNREFUSED` and the like, or the error's name. */
function causeOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : error.name;
}
