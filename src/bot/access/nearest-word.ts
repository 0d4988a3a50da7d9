/** The known word that a mistyped one is probably meant to be; null when none is near. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const wanted = word.toLowerCase().slice(0, 60);
  // One slip in a short word, two in a longer one.
  const most = wanted.length < 3 ? 0 : wanted.length < 5 ? 1 : 2;
  let best: string | null = null;
  let least = most + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** How many letters must be added, removed or changed. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of Array.from(one).entries()) {
    const next = [at + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const change = (row[column - 1] ?? 0) + (other[column - 1] === letter ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
