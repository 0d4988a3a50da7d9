/** A prompt is cached from this many tokens on, in steps of 128. */
const LEAST_TOKENS = 1024;
const STEP_TOKENS = 128;
const REMEMBERED = 32;

/** Remembers how recent prompts began, as the vendor's prompt cache does. */
export class PromptCache {
  #recent: string[] = [];

  /** How many tokens at the beginning of the prompt were seen before; remembers the prompt. */
  cachedTokens(model: string, prompt: string): number {
    const text = `${model}\n${prompt}`;
    const longest = Math.max(0, ...this.#recent.map((earlier) => commonLength(earlier, text)));
    this.#recent = [text, ...this.#recent].slice(0, REMEMBERED);
    const steps = Math.floor(longest / 4 / STEP_TOKENS) * STEP_TOKENS;
    return steps < LEAST_TOKENS ? 0 : steps;
  }
}

function commonLength(left: string, right: string): number {
  const most = Math.min(left.length, right.length);
  for (let index = 0; index < most; index++) {
    if (left.charCodeAt(index) !== right.charCodeAt(index)) return index;
  }
  return most;
}
