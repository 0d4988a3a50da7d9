import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from "undici";
import { CrawlFailure } from "./crawl-failure.ts";
import { MAX_HEADER_BYTES } from "./fetch-document.ts";
import { isRefusedAddress, isRefusedHost } from "./is-refused-address.ts";
import { readProxyFailure } from "./read-proxy-failure.ts";

/** We ask each server for a few pages only; connections kept open longer would pile up over a night. */
const KEEP_ALIVE_MS = 5_000;

/** How the crawler may connect. */
export interface ConnectionSettings {
  readonly timeoutMs: number;
  /** True allows private addresses: for tests and demos only. */
  readonly allowPrivate: boolean;
  /**
   * An HTTP proxy for all requests. It resolves the names, so this end can only guard literal addresses and local
   * names: an egress proxy must refuse private addresses itself.
   */
  readonly proxyUrl?: string;
}

/**
 * The dispatcher every request goes through. Without a proxy, the addresses a name resolves to are checked as the socket
 * is opened, so a DNS answer that changes between two look-ups gains an attacker nothing.
 */
export function createGuardedDispatcher(
  settings: ConnectionSettings,
  lookup: LookupFunction = systemLookup,
): Dispatcher {
  const shared = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    headersTimeout: settings.timeoutMs,
    bodyTimeout: settings.timeoutMs,
    connections: 4,
    maxHeaderSize: MAX_HEADER_BYTES,
    allowH2: false,
  };
  if (settings.proxyUrl !== undefined) {
    return new ProxyAgent({
      ...shared,
      uri: settings.proxyUrl,
      connectTimeout: settings.timeoutMs,
      clientFactory: (origin, options) => new TunnelPool(origin, options),
    });
  }
  return new Agent({ ...shared, connect: createGuardedConnector(settings, lookup) });
}

/** Opens sockets to public addresses only. A literal address never reaches `lookup`, hence the two checks. */
function createGuardedConnector(
  { allowPrivate, timeoutMs }: ConnectionSettings,
  lookup: LookupFunction,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: timeoutMs,
    allowH2: false,
    lookup: allowPrivate ? lookup : createGuardedLookup(lookup),
  });
  if (allowPrivate) return connect;
  return (options, callback) => {
    if (isRefusedHost(options.hostname)) callback(new CrawlFailure("address_refused"), null);
    else connect(options, callback);
  };
}

/** A look-up that answers with public addresses only, and fails when there are none. */
export function createGuardedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, answer) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const found = typeof answer === "string" ? [{ address: answer, family: 0 }] : answer;
      const allowed = found.filter(({ address }) => !isRefusedAddress(address));
      const [first] = allowed;
      if (first === undefined) callback(new CrawlFailure("address_refused"), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

/** Tunnels through the proxy (https): undici hides the headers of a refused CONNECT, and they say why. */
class TunnelPool extends Pool {
  override connect(options: Omit<Dispatcher.ConnectOptions, "origin">): Promise<Dispatcher.ConnectData>;
  override connect(
    options: Omit<Dispatcher.ConnectOptions, "origin">,
    callback: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): void;
  override async connect(
    options: Omit<Dispatcher.ConnectOptions, "origin">,
  ): Promise<Dispatcher.ConnectData> {
    const answer = await super.connect(options);
    if (answer.statusCode === 200) return answer;
    // The socket is useless now; an error while closing it adds nothing to the status.
    answer.socket.on("error", () => undefined).destroy();
    throw readProxyFailure(answer.statusCode, answer.headers) ?? new CrawlFailure("proxy");
  }
}
