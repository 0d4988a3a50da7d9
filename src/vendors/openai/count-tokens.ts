import { setImmediate as breathe } from "node:timers/promises";

/** Models that read text as `o200k_base` tokens: https://github.com/openai/tiktoken/blob/main/tiktoken/model.py */
const O200K_MODELS = /^(gpt-(4o|4\.1|4\.5|5)|chatgpt-4o|o[134])/;
/** The time to count grows with the square of a text without spaces. Cut here, counts come out a little higher, never lower by more than a token. */
const PIECE_CHARS = 200;
const PIECES_AT_ONCE = 20;
/** What a vendor's own count may be above ours. */
const MARGIN = 1.1;

/**
 * How many tokens a model reads a text as, rounded up by a tenth; null for a model whose tokens we do not know. Loading the
 * vocabulary takes some tenths of a second and 35 MB, so it is left until somebody asks.
 */
export async function countTokens(model: string, text: string): Promise<number | null> {
  if (!O200K_MODELS.test(model)) return null;
  const { countTokens: count } = await import("gpt-tokenizer/encoding/o200k_base");
  // Text of a page that looks like a control token is text.
  const asText = { disallowedSpecial: new Set<string>() };
  let tokens = 0;
  const pieces = cut(text);
  for (const [place, piece] of pieces.entries()) {
    tokens += count(piece, asText);
    if (place % PIECES_AT_ONCE === 0) await breathe();
  }
  return Math.ceil(tokens * MARGIN);
}

/** Pieces that end between characters: half of one would be counted as something else. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  const characters = Array.from(text);
  for (let start = 0; start < characters.length; start += PIECE_CHARS)
    pieces.push(characters.slice(start, start + PIECE_CHARS).join(""));
  return pieces;
}
