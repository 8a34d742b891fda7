/**
 * Data that are not what the format says. Thrown while one record is read and caught there: the record becomes
 * a problem, and the reading goes on behind it. Never leaves this folder.
 */
export class Damage extends Error {}

/**
 * What reading may cost. A few hundred bytes can ask for gigabytes (a template that repeats a value that is
 * itself a template that …), so that work is counted in units of about a character, for a record and for its
 * chunk. An honest chunk of 64 KiB takes less than a million.
 */
export class Budget {
  #chunkUnits = 8 * 1024 * 1024;
  #recordUnits = 0;

  startRecord(): void {
    this.#recordUnits = Math.min(2 * 1024 * 1024, this.#chunkUnits);
  }

  spend(units: number): void {
    this.#recordUnits -= units;
    this.#chunkUnits -= units;
    if (this.#recordUnits < 0) throw new Damage('it unfolds to far more than its size');
  }
}
