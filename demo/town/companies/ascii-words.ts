const SPELLED_OUT: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ø: "o",
  å: "a",
  æ: "ae",
  ß: "ss",
  "&": "and",
};

/** Lower-case ASCII words joined with `joiner`, as host names and mail boxes are spelled. */
export function asciiWords(text: string, joiner: string): string {
  return text
    .toLowerCase()
    .normalize("NFC")
    .replace(/[äöüøåæß&]/g, (letter) => SPELLED_OUT[letter] ?? letter)
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replaceAll(" ", joiner);
}
