/**
 * Ids of the events that came last, of which doubles are known at once. Two generations: when the younger is full, the
 * older is forgotten.
 */
export class RecentIds {
  private young = new Set<string>();
  private old = new Set<string>();
  private readonly most: number;

  /** @param most so many at least are remembered, and twice as many at most */
  constructor(most: number) {
    this.most = most;
  }

  /** Whether it was not there. */
  add(id: string): boolean {
    if (this.young.has(id) || this.old.has(id)) return false;
    if (this.young.size >= this.most) {
      this.old = this.young;
      this.young = new Set();
    }
    this.young.add(id);
    return true;
  }

  delete(id: string): void {
    this.young.delete(id);
    this.old.delete(id);
  }
}
