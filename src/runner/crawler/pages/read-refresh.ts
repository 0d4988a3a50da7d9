/** Where `<meta http-equiv="refresh" content="0; url=/en/">` leads, and after how many seconds; null if nowhere. */
export function readRefresh(
  content: string | undefined,
  base: URL,
): { readonly url: string; readonly delayS: number } | null {
  const found =
    /^\s{0,20}(\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})\s{0,20}[;,\s]\s{0,20}(?:url\s{0,20}=\s{0,20})?(.{1,2000})$/is.exec(
      content ?? "",
    );
  if (found === null) return null;
  const [, seconds = "", rest = ""] = found;
  const quoted = /^(["'])(.{0,2000}?)(?:\1|$)/s.exec(rest.trim());
  const url = URL.parse((quoted?.[2] ?? rest).trim(), base.href);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  return { url: url.href, delayS: Number(seconds) };
}
