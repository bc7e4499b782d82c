/**
 * A set of texts that keeps 96 bits of each instead of the text: a million ids in 24 MiB. Two different texts are taken
 * for one with a probability below 10⁻¹⁶ at a million entries.
 */
export class SeenSet {
  private slots: Uint32Array;
  private mask: number;
  private count = 0;

  /** @param expected how many are likely; it grows by itself past that */
  constructor(expected = 1024) {
    let capacity = 1024;
    while (capacity < expected * 1.5) capacity *= 2;
    this.slots = new Uint32Array(capacity * 3);
    this.mask = capacity - 1;
  }

  get size(): number {
    return this.count;
  }

  /** Adds the text; false where it was in the set already. */
  add(text: string): boolean {
    const at = this.find(text);
    if (this.slots[at] !== 0) return false;
    this.slots[at] = this.a;
    this.slots[at + 1] = this.b;
    this.slots[at + 2] = this.c;
    if (++this.count * 4 > (this.mask + 1) * 3) this.grow();
    return true;
  }

  has(text: string): boolean {
    return this.slots[this.find(text)] !== 0;
  }

  private a = 0;
  private b = 0;
  private c = 0;

  private find(text: string): number {
    let a = 0xdeadbeef ^ text.length;
    let b = 0x41c6ce57;
    let c = 0x9e3779b9;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      b = Math.imul(b ^ unit, 0x5f356495);
      c = Math.imul(c ^ unit, 0x85ebca6b) ^ (c >>> 13);
    }
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
    b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(c ^ (c >>> 13), 0xc2b2ae35);
    c = Math.imul(c ^ (c >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
    // A zero in the first word marks an empty slot.
    this.a = a >>> 0 || 1;
    this.b = b >>> 0;
    this.c = c >>> 0;
    return this.probe();
  }

  private probe(): number {
    const { slots, a, b, c } = this;
    let index = (a ^ c) & this.mask;
    for (;;) {
      const at = index * 3;
      if (slots[at] === 0 || (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c)) return at;
      index = (index + 1) & this.mask;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    this.mask = this.mask * 2 + 1;
    for (let at = 0; at < old.length; at += 3) {
      if (old[at] === 0) continue;
      this.a = old[at]!;
      this.b = old[at + 1]!;
      this.c = old[at + 2]!;
      const to = this.probe();
      this.slots[to] = this.a;
      this.slots[to + 1] = this.b;
      this.slots[to + 2] = this.c;
    }
  }
}
