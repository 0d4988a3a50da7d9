import { expect } from "chai";

/** The shapes of what nobody may see, in turn, each with a part that is in no other. */
const SHAPES: readonly ((id: string) => readonly [text: string, secret: string])[] = [
  (id) => [`jane.${id}@leak.example`, `jane.${id}@`],
  (id) => [`password: Pw${id}X9`, `Pw${id}X9`],
  (id) => [`http://leak.example/a?token=tok${id}Zz`, `tok${id}Zz`],
  (id) => [`ns_${id}AbCdEfGh1234567890AbCdEfGh`, `ns_${id}AbCdEf`],
  (id) => [`sk-${id}abcd1234`, `sk-${id}`],
  (id) => [`key=k${id}Qq77`, `k${id}Qq77`],
];

export const CARD = "4111 1111 1111 1111";
export const IBAN = "DE89 3704 0044 0532 0130 00";

/** Secrets that are planted wherever people, sites, vendors and agents can write, and looked for wherever nightshift does. */
export interface Canaries {
  /** What must not come out anywhere, by where it was put in. */
  readonly planted: ReadonlyMap<string, string>;
  /** A canary for this place; the shapes take turns. */
  readonly plant: (place: string) => string;
  /** Fails if anything that was planted is in any of these texts, and says which is in which. */
  readonly expectNoneIn: (texts: Iterable<readonly [sink: string, text: string]>) => void;
}

export function createCanaries(): Canaries {
  const planted = new Map<string, string>();
  return {
    planted,
    plant(place) {
      if (planted.has(place)) throw new TypeError(`${place} has a canary already`);
      const serial = planted.size + 1;
      const shape = SHAPES[serial % SHAPES.length];
      if (shape === undefined) throw new TypeError("no shape");
      const [text, secret] = shape(`c${String(serial).padStart(3, "0")}`);
      planted.set(place, secret);
      return text;
    },
    expectNoneIn(texts) {
      const numbers = [CARD, IBAN, CARD.replaceAll(" ", ""), IBAN.replaceAll(" ", "")];
      const secrets = [...planted, ...numbers.map((number) => [number, number] as const)];
      const found = [...texts].flatMap(([sink, text]) =>
        secrets.filter(([, secret]) => text.includes(secret)).map(([place]) => `${sink}: ${place}`),
      );
      expect([...new Set(found)]).to.deep.equal([]);
    },
  };
}
