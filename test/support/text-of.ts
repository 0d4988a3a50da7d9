/** What a request says: its address and its body. */
export async function textOf(...[input, init]: Parameters<typeof fetch>): Promise<string> {
  const request = new Request(input, init);
  return `${request.url} ${await request.text()}`;
}
