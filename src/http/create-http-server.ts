import { createServer, type Server } from "node:http";
import express, { type Application, type RequestHandler } from "express";
import { NotFoundError, PortInUseError } from "../errors.ts";
import { withTrace } from "../trace-context.ts";
import { parseBodyJson } from "./bodies/parse-body-json.ts";
import { readBody } from "./bodies/read-body.ts";
import { countRequests } from "./count-requests.ts";
import { answerOnce } from "./kit/answer-once.ts";
import { authenticate, readBearer, requireScope } from "./kit/authenticate.ts";
import { MethodNotAllowedError } from "./kit/method-not-allowed-error.ts";
import { reportProblem } from "./kit/report-problem.ts";
import type { Handler, Route, RouteContext } from "./kit/route.ts";
import { setSecurityHeaders } from "./kit/set-security-headers.ts";
import { traceIdOf } from "./kit/trace-id-of.ts";
import { traceRefusal } from "./kit/trace-refusal.ts";
import type { HttpPorts } from "./ports/http-ports.ts";
import type { Caller } from "./ports/key-port.ts";
import { ROUTES } from "./routes.ts";

export interface HttpServerOptions {
  readonly ports: HttpPorts;
  /** Slack's requests. They need the raw body, so they come before anything that reads it. */
  readonly slack?: RequestHandler;
  /** The pages for people, besides the routes for programs. */
  readonly pages?: RequestHandler;
  /** 127.0.0.1 unless told otherwise: nothing is open to a network by accident. */
  readonly host?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Whose `X-Forwarded-For` counts: addresses, networks, `loopback`, `linklocal`, `uniquelocal`. By default nobody's. */
  readonly trustProxy?: readonly string[];
  /** How long running requests may take once the server is closing, in milliseconds. */
  readonly closeTimeoutMs?: number;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, waits for the running ones, then cuts what is left. */
  close(): Promise<void>;
}

/** Starts the one HTTP server of a process. */
export async function createHttpServer({
  ports,
  slack,
  pages,
  host = "127.0.0.1",
  port,
  trustProxy = [],
  closeTimeoutMs = 10_000,
}: HttpServerOptions): Promise<HttpServer> {
  const server = createServer(createApplication(ports, { slack, pages, trustProxy }));
  await listen(server, host, port);
  const address = server.address();
  const boundPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    port: boundPort,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${boundPort}`,
    close: () => close(server, closeTimeoutMs),
  };
}

function createApplication(
  ports: HttpPorts,
  {
    slack,
    pages,
    trustProxy,
  }: {
    readonly slack: RequestHandler | undefined;
    readonly pages: RequestHandler | undefined;
    readonly trustProxy: readonly string[];
  },
): Application {
  const app = express();
  app.set("trust proxy", trustProxy.length === 0 ? false : [...trustProxy]);
  app.disable("x-powered-by");
  app.set("etag", false);
  app.use(countRequests(ports.service.meter));
  app.use(setSecurityHeaders);
  if (slack !== undefined) app.use(slack);
  if (pages !== undefined) app.use(pages);
  for (const route of ROUTES) app[route.method](route.path, handle(route, ports));
  for (const [path, methods] of listMethods()) {
    app.all(path, (request) => {
      throw new MethodNotAllowedError(request.method, methods);
    });
  }
  app.use((request) => {
    throw new NotFoundError("page", request.path);
  });
  app.use(
    (error: unknown, request: express.Request, response: express.Response, _next: express.NextFunction) => {
      reportProblem(error, request, response, ports.service.logger);
    },
  );
  return app;
}

/** The methods of each path; a path that can be read also answers HEAD. */
function listMethods(): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of ROUTES) {
    const named = method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()];
    methods.set(path, [...(methods.get(path) ?? []), ...named]);
  }
  return methods;
}

/** Most bytes of a body, unless the route says otherwise. */
const MOST_BYTES = 100_000;

function handle(route: Route, ports: HttpPorts): Handler {
  const perform = async (request: RouteContext["request"], response: RouteContext["response"]) => {
    const { scope } = route;
    let caller: Caller | null = null;
    try {
      if (scope !== null) caller = await authenticate(request.headers.authorization, ports.keys);
      if (scope !== null && caller !== null) requireScope(caller, scope);
      await answer(route, { request, response, caller, ports });
    } catch (error) {
      const told = await traceRefusal(error, { route, request, caller }, ports);
      if (route.report === undefined) throw told;
      route.report(told, request, response, ports.service.logger);
    }
  };
  return (request, response) => withTrace(traceIdOf(request), () => perform(request, response));
}

/** Nothing happens before the whole body has arrived. */
async function answer(route: Route, context: RouteContext): Promise<void> {
  const { request, ports } = context;
  const { maxBodyBytes = MOST_BYTES } = route;
  route.beforeBody?.(context);
  if (route.method === "get") return route.answer(context);
  const limit = typeof maxBodyBytes === "number" ? maxBodyBytes : maxBodyBytes(ports);
  const bytes = await readBody(request, limit);
  if (route.hasOwnProtocol === true) {
    request.body = bytes;
    return route.answer(context);
  }
  request.body = parseBodyJson(bytes);
  const key = request.get("Idempotency-Key");
  const token = readBearer(request.headers.authorization);
  if (route.method !== "post" || key === undefined || token === undefined) return route.answer(context);
  return answerOnce(route, context, { key, token, bytes });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", (error) => {
    const inUse = "code" in error && error.code === "EADDRINUSE";
    reject(inUse ? new PortInUseError(host, port, { cause: error }) : error);
  });
  server.listen({ host, port }, resolve);
  return promise;
}

async function close(server: Server, timeoutMs: number): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  server.close(() => resolve());
  server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}
