/** First part of a firm's name; as many as there are firms, each used once. */
export const FIRST_NAMES_OF_FIRMS: readonly string[] = `
Kestrel|Lantern|Juniper|Copperleaf|Tidewater|Harbourlight|Stonefruit|Ångström Bay|Blue Heron|Silverpine
Monsoon|Quillwort|Redcedar|Saltmarsh|Orchid Row|Brightwater|Café Solène|Marigold|Northgate|Pelican Point
Rivermouth|Sandpiper|Tamarind|Umbra|Vermilion|Willowbank|Yellowfin|Zephyr|Amberjack|Banyan
Cloudberry|Driftwood|Eventide|Fernhill|Grüne Welle|Hollyhock|Ironbark|Jacaranda|Kingfisher|Larkspur
Mangrove|Nightjar|Osprey|Pomelo|Quarterdeck|Rain Tree|Søndervig|Turnstone|Upland|Violet Lane
Wagtail|Xenia|Yarrow|Zinnia|Alder Gate|Bluebell|Cardamom|Dunlin|Elmwood|Foxglove
Goldcrest|Hawthorn|Indigo Wharf|Jasmine|Kelp Forest|Lodestar|Meranti|Nutmeg|Olive Branch|Peñíscola
Quince|Rosewood|Starling|Thistle|Ulmus|Vetiver|Whitecap|Wintergreen|Young Moon|Zest
Archipelago|Bergkristall|Cinnamon|Dragonfruit|Echo Valley|Flamingo|Greywether|Heliotrope|Islet|Jade Gate
Kumquat|Lemongrass|Moonstone|Nordlicht Brücke|Oakhurst|Plover|Quay Nine|Rambutan|Sugar Palm|Tern
Ultramarine|Verbena|Waterwheel|Sainte-Élodie|Yew Hill|Zircon|Almanac|Bramble|Calamansi|Dewdrop
Ember|Fathom|Gingko|Honeycomb|Inkwell|Jetty|Kapok|Lighthouse|Mizuna|Nebula`
  .trim()
  .split(/[|\n]/);

export const GIVEN_NAMES: readonly string[] =
  `Aisha|Benedikt|Chloé|Dewi|Emil|Farah|Günther|Hui Min|Inés|Jarrah|Kavya|Lars|Mei Lin|Naveen|Oona|Priya|Quentin|Rahim|Sofía|Tomas|Uma|Vikram|Wanda|Xiu Ying|Yusuf|Zoë`.split(
    "|",
  );

export const FAMILY_NAMES: readonly string[] =
  `Adler|Bakar|Chandran|Dahl|Echeverría|Fong|Gopal|Halvorsen|Ismail|Jørgensen|Koh|Lim|Müller|Nair|Ong|Petit|Quek|Raman|Sørensen|Tan|Ueda|Vogel|Wong|Yeo|Zainal|Østby`.split(
    "|",
  );

/** Titles by rank; a small company fills only the first. */
export const TITLES: readonly string[] = [
  "Managing Director",
  "Head of Operations",
  "Sales Director",
  "Chief Technology Officer",
  "Procurement Manager",
  "Head of Finance",
];

export interface Country {
  /** ISO 3166. */
  readonly code: string;
  readonly cities: readonly string[];
  readonly legalForms: readonly string[];
}

/** Where companies are based; repeated in proportion. */
const SINGAPORE: Country = {
  code: "SG",
  cities: ["Singapore"],
  legalForms: [" Pte. Ltd.", " Pte Ltd", " LLP"],
};
export const COUNTRIES: readonly Country[] = [
  SINGAPORE,
  { code: "MY", cities: ["Johor Bahru", "Penang", "Kuala Lumpur"], legalForms: [" Sdn. Bhd."] },
  SINGAPORE,
  { code: "DE", cities: ["Hamburg", "Köln", "Lübeck"], legalForms: [" GmbH", " GmbH & Co. KG"] },
  SINGAPORE,
  { code: "DK", cities: ["Aarhus", "Køge"], legalForms: [" A/S", " ApS"] },
  SINGAPORE,
  { code: "US", cities: ["Portland", "Savannah"], legalForms: [", Inc.", ", LLC"] },
  SINGAPORE,
  { code: "ES", cities: ["Málaga", "A Coruña"], legalForms: [", S.L."] },
];

export const CERTIFICATIONS: readonly string[] = [
  "ISO 9001:2015",
  "ISO 14001:2015",
  "ISO/IEC 27001",
  "ISO 13485",
  "ISO 22000",
  "ISO 45001",
];

/** Places a growing firm opens in. */
export const NEW_PLACES: readonly string[] = [
  "Vietnam",
  "Batam",
  "Rotterdam",
  "Chennai",
  "Perth",
  "Gdańsk",
  "Cebu",
  "Lyon",
];
