import { wholeNumber } from "./seeded.ts";

/** A made-up number in the form the country's register gives; `serial` keeps it unique. */
export function registrationNumber(country: string, foundedYear: number, serial: number): string {
  const digits = (count: number) =>
    String(serial * 7919 + 10_007)
      .padStart(count, "0")
      .slice(-count);
  switch (country) {
    case "SG":
      return `${foundedYear}${digits(5)}${String.fromCharCode(65 + (serial % 26))}`;
    case "MY":
      return `${foundedYear}01${digits(6)}`;
    case "DE":
      return `HRB ${digits(6)}`;
    case "DK":
      return `${wholeNumber(1, 4, "register", serial)}${digits(7)}`;
    case "ES":
      return `B${digits(8)}`;
    default:
      return `${digits(2)}-${digits(7)}`;
  }
}
