/** The prepaid credits left per key; each new key starts with the full amount. */
export class CreditAccount {
  #used = new Map<string, number>();

  constructor(readonly total: number) {}

  used(keyLabel: string): number {
    return this.#used.get(keyLabel) ?? 0;
  }

  remaining(keyLabel: string): number {
    return this.total - this.used(keyLabel);
  }

  charge(keyLabel: string, credits: number): void {
    this.#used.set(keyLabel, this.used(keyLabel) + credits);
  }
}
