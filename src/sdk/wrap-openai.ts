import type { LlmCallReport, ToolCallReport } from "./reporter.ts";

/** What is reported of a client's calls. */
export interface OpenAIObserver {
  readonly provider: string;
  readonly llmCall: (call: LlmCallReport) => void;
  readonly toolCall: (call: ToolCallReport) => void;
}

type Bag = Readonly<Record<string, unknown>>;
type Method = (this: unknown, ...args: unknown[]) => unknown;

/** The methods that call a model, by the resource they belong to. */
const OBSERVED = new Set([
  "chat.completions.create",
  "responses.create",
  "embeddings.create",
  "completions.create",
]);
/** The resources in which these methods are found. */
const RESOURCES = new Set(["chat", "chat.completions", "responses", "embeddings", "completions"]);

/** The client, with every call of a model observed. The request, the answer and whatever fails stay as they are. */
export function wrapOpenAI<Client extends object>(client: Client, observer: OpenAIObserver): Client {
  const root: Client = new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof name === "string" && RESOURCES.has(name) && isObject(value))
        return wrapResource(value, name);
      // The client has private fields, which a proxy does not have.
      return isFunction(value) ? value.bind(target) : value;
    },
  });

  function wrapResource(resource: object, path: string): object {
    return new Proxy(resource, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        // Helpers such as `parse` and `stream` call the client again: through us, so that they are seen, too.
        if (name === "_client") return root;
        if (typeof name !== "string") return value;
        const inner = `${path}.${name}`;
        if (OBSERVED.has(inner) && isFunction(value)) return observe(value, target, inner);
        return RESOURCES.has(inner) && isObject(value) ? wrapResource(value, inner) : value;
      },
    });
  }

  function observe(method: Method, resource: object, path: string): Method {
    return (body, ...rest) => {
      const request: Bag = isObject(body) ? body : {};
      const isUsageAdded = path === "chat.completions.create" && wantsUsage(request);
      const sent = isUsageAdded
        ? { ...request, stream_options: { ...bagOf(request["stream_options"]), include_usage: true } }
        : body;
      const call = createCall(path, request, observer);
      try {
        const result = method.call(resource, sent, ...rest);
        return isThenable(result) ? observePromise(result, call, isUsageAdded) : result;
      } catch (error) {
        call.fail(error);
        throw error;
      }
    };
  }

  return root;
}

/** A stream of Chat Completions says what it used only if asked; the chunk that says so is then kept from the caller. */
function wantsUsage(request: Bag): boolean {
  return request["stream"] === true && bagOf(request["stream_options"])["include_usage"] !== true;
}

/** One call, reported once: when it is answered, when its stream ends, or when it fails. */
function createCall(path: string, request: Bag, { provider, llmCall, toolCall }: OpenAIObserver) {
  const startedAt = performance.now();
  let isOver = false;

  function finish(model: unknown, usage: unknown): void {
    if (isOver) return;
    isOver = true;
    const durationMs = performance.now() - startedAt;
    const { input, output, cached } = readUsage(usage);
    const named = textOf(model) ?? textOf(request["model"]) ?? "unknown";
    // Unknown is not nothing: a call without usage must not look free.
    if (input === null) {
      toolCall({ name: path, provider, durationMs, attributes: { model: named, usage: "unknown" } });
      return;
    }
    const call = {
      model: named,
      provider,
      tokensInput: input,
      tokensOutput: output ?? 0,
      durationMs,
      name: path,
    };
    llmCall({ ...call, ...(cached !== null && { tokensCached: Math.min(cached, input) }) });
  }

  return {
    finish,
    fail(error: unknown): void {
      if (isOver) return;
      isOver = true;
      const bag = bagOf(error);
      const errorCode =
        textOf(bag["code"]) ?? textOf(bag["status"]) ?? (error instanceof Error ? error.name : "unknown");
      const model = textOf(request["model"]) ?? "unknown";
      const durationMs = performance.now() - startedAt;
      const call = { model, provider, tokensInput: 0, tokensOutput: 0, durationMs, name: path };
      llmCall({ ...call, status: "error", errorCode: errorCode.slice(0, 100) });
    },
  };
}

type Call = ReturnType<typeof createCall>;

/**
 * The client's promise, seen when somebody waits for it: it reads the body only then, and `asResponse` leaves the
 * reading to the caller.
 */
function observePromise(promise: object, call: Call, isUsageAdded: boolean): object {
  const seen = (value: unknown) => observeValue(value, call, isUsageAdded);
  const failed = (error: unknown): never => {
    call.fail(error);
    throw error;
  };
  let observed: Promise<unknown> | undefined;
  const wait = () => {
    observed ??= Promise.resolve(promise).then(seen, failed);
    return observed;
  };
  return new Proxy(promise, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === "then" || name === "catch" || name === "finally") {
        const own: unknown = Reflect.get(wait(), name);
        return isFunction(own) ? own.bind(wait()) : own;
      }
      if (!isFunction(value)) return value;
      if (name === "withResponse")
        return async () => {
          const answer: unknown = await Promise.resolve(value.call(target)).catch(failed);
          return isObject(answer) ? { ...answer, data: seen(Reflect.get(answer, "data")) } : answer;
        };
      if (name === "_thenUnwrap")
        return (transform: unknown) => {
          const unwrapped = value.call(target, (data: unknown, ...rest: unknown[]) => {
            const own = seen(data);
            return isFunction(transform) ? transform(own, ...rest) : own;
          });
          return isObject(unwrapped) ? observePromise(unwrapped, call, isUsageAdded) : unwrapped;
        };
      return value.bind(target);
    },
  });
}

/** An answer is reported; a stream is watched until it ends. */
function observeValue(value: unknown, call: Call, isUsageAdded: boolean): unknown {
  if (!isObject(value)) return value;
  const iterate: unknown = Reflect.get(value, Symbol.asyncIterator);
  if (!isFunction(iterate)) {
    const bag = bagOf(value);
    call.finish(bag["model"], bag["usage"]);
    return value;
  }
  // The SDK's streams make their iterators here, those of `tee` and `toReadableStream` included.
  const own: unknown = Reflect.get(value, "iterator");
  const name = isFunction(own) ? "iterator" : Symbol.asyncIterator;
  const original = isFunction(own) ? own : iterate;
  Object.defineProperty(value, name, {
    configurable: true,
    value: () => watch(original.call(value), call, isUsageAdded),
  });
  return value;
}

async function* watch(chunks: unknown, call: Call, isUsageAdded: boolean): AsyncGenerator<unknown> {
  let model: unknown;
  let usage: unknown;
  try {
    for await (const chunk of isAsyncIterable(chunks) ? chunks : []) {
      // Responses put both into the object that `response.completed` carries.
      const bag = bagOf(bagOf(chunk)["response"] ?? chunk);
      model ??= bag["model"];
      usage = bag["usage"] ?? usage;
      const choices = bag["choices"];
      const isOurs = isUsageAdded && isObject(bag["usage"]) && Array.isArray(choices) && choices.length === 0;
      if (!isOurs) yield chunk;
    }
    call.finish(model, usage);
  } catch (error) {
    call.fail(error);
    throw error;
  } finally {
    // Left early by the caller: what it used is not known.
    call.finish(model, usage);
  }
}

/** Tokens as Responses (`input_tokens`) and Chat Completions (`prompt_tokens`) name them. */
function readUsage(usage: unknown) {
  const bag = bagOf(usage);
  const details = bagOf(bag["input_tokens_details"] ?? bag["prompt_tokens_details"]);
  return {
    input: countOf(bag["input_tokens"] ?? bag["prompt_tokens"]),
    output: countOf(bag["output_tokens"] ?? bag["completion_tokens"]),
    cached: countOf(details["cached_tokens"]),
  };
}

function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
}

function textOf(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

function bagOf(value: unknown): Bag {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isFunction(value: unknown): value is Method {
  return typeof value === "function";
}

function isThenable(value: unknown): value is object {
  return isObject(value) && isFunction(value["then"]);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return isObject(value) && Symbol.asyncIterator in value;
}
