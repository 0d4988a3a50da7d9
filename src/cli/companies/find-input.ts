import { constants, createReadStream, openSync, type ReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Socket } from "node:net";
import { errorCode, InvalidInputError, NotFoundError } from "../../errors.ts";

/** A file, a pipe, or standard input (`/dev/stdin`). */
export interface Input {
  /** In bytes; 0 if unknown, as for a pipe. */
  readonly size: number;
  /** An abort ends the reading at once with the signal's reason, even if a pipe sends nothing. */
  open(signal: AbortSignal): ReadStream | Socket;
}

/** Finds the input that an argument names. Throws NotFoundError or InvalidInputError. */
export async function findInput(file: string): Promise<Input> {
  try {
    const entry = await stat(file);
    if (entry.isDirectory()) throw new InvalidInputError("file", `${file} is a folder. Name a CSV file.`);
    return { size: entry.size, open: (signal) => heed(signal, openInput(file, entry.isFIFO())) };
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw new NotFoundError("file", file);
    throw error;
  }
}

/** Reading a silent pipe or terminal like a file would block a thread, which would keep the process from ending. */
function openInput(file: string, isPipe: boolean): ReadStream | Socket {
  if (file === "/dev/stdin") return process.stdin;
  if (!isPipe) return createReadStream(file);
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

function heed<Stream extends ReadStream | Socket>(signal: AbortSignal, stream: Stream): Stream {
  // A failure before the first read is passed on to the reader, and must not end the process earlier.
  stream.on("error", () => undefined);
  const stop = () => {
    const reason: unknown = signal.reason;
    stream.destroy(reason instanceof Error ? reason : undefined);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  return stream;
}
