import { DefaultNamingStrategy } from "typeorm";

/** `startedAt` in code is `started_at` in the database; tables are named on their entities. */
export class SnakeNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
