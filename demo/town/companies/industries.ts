import type { Strength } from "./town-company.ts";

/** A line of business, with the words its companies use. */
export interface Industry {
  readonly name: string;
  readonly ssicCode: string;
  /** The strengths of lead it is used for. */
  readonly strengths: readonly Strength[];
  /** Second part of a firm's name. */
  readonly trades: readonly string[];
  readonly products: readonly string[];
  readonly technologies: readonly string[];
  readonly roles: readonly string[];
}

export const INDUSTRIES: readonly Industry[] = [
  {
    name: "Logistics",
    ssicCode: "52292",
    strengths: ["strong", "medium"],
    trades: ["Logistics", "Freight", "Cold Chain", "Forwarding"],
    products: ["bonded warehousing", "reefer transport", "customs brokerage", "last-mile delivery"],
    technologies: ["Odoo", "SAP Business One", "Salesforce", "AWS"],
    roles: ["Warehouse Supervisor", "Supply Chain Analyst", "Fleet Planner"],
  },
  {
    name: "Precision Engineering",
    ssicCode: "25929",
    strengths: ["strong", "medium"],
    trades: ["Precision", "Tooling", "Machining", "Metrology"],
    products: ["five-axis milling", "injection moulds", "gear inspection", "wire erosion"],
    technologies: ["Siemens NX", "SAP Business One", "Odoo", "Azure"],
    roles: ["CNC Programmer", "Quality Engineer", "Tool Maker"],
  },
  {
    name: "Software",
    ssicCode: "62011",
    strengths: ["strong"],
    trades: ["Software", "Systems", "Data Works", "Cloud"],
    products: ["route planning software", "a tenancy portal", "stock forecasting", "a billing engine"],
    technologies: ["Kubernetes", "PostgreSQL", "HubSpot", "AWS"],
    roles: ["Backend Engineer", "Site Reliability Engineer", "Solutions Architect"],
  },
  {
    name: "Medical Devices",
    ssicCode: "32501",
    strengths: ["strong"],
    trades: ["Medical", "Diagnostics", "Implants", "Biomedical"],
    products: ["infusion pumps", "point-of-care readers", "titanium implants", "sterile packaging"],
    technologies: ["Salesforce", "SAP S/4HANA", "Azure", "MasterControl"],
    roles: ["Regulatory Affairs Manager", "Validation Engineer", "Clinical Specialist"],
  },
  {
    name: "Renewable Energy",
    ssicCode: "35101",
    strengths: ["strong", "medium"],
    trades: ["Solar", "Wind", "Energy", "Storage"],
    products: ["rooftop solar", "battery storage", "wind farm maintenance", "grid studies"],
    technologies: ["Salesforce", "Azure", "Odoo", "Power BI"],
    roles: ["Project Engineer", "Grid Analyst", "Site Manager"],
  },
  {
    name: "Food Manufacturing",
    ssicCode: "10799",
    strengths: ["medium", "strong"],
    trades: ["Foods", "Provisions", "Ingredients", "Kitchens"],
    products: ["plant-based sauces", "frozen dumplings", "spice blends", "ready meals"],
    technologies: ["Odoo", "Xero", "HubSpot", "Shopify"],
    roles: ["Production Planner", "Food Technologist", "Line Leader"],
  },
  {
    name: "Marine Services",
    ssicCode: "33150",
    strengths: ["medium", "weak"],
    trades: ["Marine", "Shipyard", "Offshore", "Chandlery"],
    products: ["dry-dock repair", "propeller polishing", "hull coating", "deck supplies"],
    technologies: ["Xero", "Odoo", "Microsoft 365", "AutoCAD"],
    roles: ["Marine Surveyor", "Welder", "Dock Foreman"],
  },
  {
    name: "Interior Design",
    ssicCode: "74111",
    strengths: ["medium", "weak"],
    trades: ["Interiors", "Studio", "Joinery", "Atelier"],
    products: ["office fit-out", "bespoke joinery", "lighting plans", "restaurant interiors"],
    technologies: ["Figma", "Xero", "Shopify", "AutoCAD"],
    roles: ["Interior Designer", "Site Coordinator", "Draughtsperson"],
  },
  {
    name: "Retail",
    ssicCode: "47719",
    strengths: ["weak"],
    trades: ["Outfitters", "Books", "Cycles", "Garden"],
    products: ["school uniforms", "second-hand books", "city bicycles", "pot plants"],
    technologies: ["Shopify", "Xero", "Square", "Instagram"],
    roles: ["Shop Assistant", "Bicycle Mechanic", "Stock Keeper"],
  },
  {
    name: "Bakery and Café",
    ssicCode: "56111",
    strengths: ["weak"],
    trades: ["Bakery", "Café", "Tea House", "Pâtisserie"],
    products: ["sourdough", "kaya toast", "pandan chiffon cake", "single-origin coffee"],
    technologies: ["Square", "Instagram", "Xero", "WordPress"],
    roles: ["Baker", "Barista", "Pastry Cook"],
  },
];
