/** Does nothing else for so long. */
export function countSheep(ms: number): number {
  const end = performance.now() + ms;
  let sheep = 0;
  while (performance.now() < end) sheep += 1;
  return sheep;
}
