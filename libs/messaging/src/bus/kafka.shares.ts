import { deliveryLimit, type Delivered, type Delivery } from './bus.js';

/** What one partition has ready: at most 1,000 messages and about 4 MiB, or a single larger one. */
export interface Share {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly Delivered[];
  readonly characters: number;
  /** aborted when this member lost the partition, or goes back in it */
  readonly signal: AbortSignal;
  /** called once it was handled, never for one that was given up */
  readonly handled: () => void;
}

/**
 * What the partitions have ready, in the order it came. It is taken over at once, so that the next fetch is under way
 * while a delivery is handled; and what several partitions of a topic have ready is delivered together, for six
 * transactions of one event each would cost six times one of six.
 */
export class Shares {
  private waiting: Share[] = [];
  private messages = 0;
  private working: Promise<void> | undefined;
  private readonly roomWanted: (() => void)[] = [];

  /**
   * @param deliver whether it was handled; false where it was given up
   * @param closing aborted when this member stops: what is in hand is finished or given up, nothing else begins
   */
  constructor(
    private readonly deliver: (delivery: Delivery, signal: AbortSignal) => Promise<boolean>,
    private readonly closing: AbortSignal,
  ) {}

  /** Takes it over; resolves when there is room for another. */
  async add(share: Share): Promise<void> {
    this.waiting.push(share);
    this.messages += share.messages.length;
    this.working ??= this.work();
    while (this.messages > deliveryLimit.messages && !share.signal.aborted && !this.closing.aborted)
      await new Promise<void>((room) => this.roomWanted.push(room));
  }

  /** Resolves when nothing is in hand. */
  async idle(): Promise<void> {
    await this.working;
  }

  private async work(): Promise<void> {
    // The other partitions of the same answer come before the microtasks of this moment are done.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    while (this.waiting.length > 0 && !this.closing.aborted) {
      const together = this.take();
      this.makeRoom();
      if (together.length === 0) break;
      const { topic } = together[0]!;
      const delivery = { topic, messages: together.flatMap((share) => share.messages) };
      const signals = together.map((share) => share.signal);
      const handled = await this.deliver(delivery, AbortSignal.any([this.closing, ...signals]));
      const standing = together.filter((share) => !share.signal.aborted);
      if (handled) for (const share of standing) share.handled();
      else this.putBack(standing);
      await nextRound();
    }
    this.working = undefined;
    this.makeRoom();
  }

  /** It was given up for the sake of a neighbour: it is delivered again, before what came later. */
  private putBack(shares: readonly Share[]): void {
    this.waiting.unshift(...shares);
    this.messages += shares.reduce((sum, share) => sum + share.messages.length, 0);
  }

  private makeRoom(): void {
    for (const room of this.roomWanted.splice(0)) room();
  }

  /** The oldest share, and what of its topic fits beside it; what waits longer for its partition goes first. */
  private take(): Share[] {
    this.waiting = this.waiting.filter((share) => !share.signal.aborted);
    const together: Share[] = [];
    const rest: Share[] = [];
    const passed = new Set<number>();
    let length = 0;
    let characters = 0;
    for (const share of this.waiting) {
      const fits =
        together.length === 0 ||
        (share.topic === together[0]!.topic &&
          !passed.has(share.partition) &&
          length + share.messages.length <= deliveryLimit.messages &&
          characters + share.characters <= deliveryLimit.characters);
      if (!fits) {
        if (share.topic === together[0]!.topic) passed.add(share.partition);
        rest.push(share);
        continue;
      }
      length += share.messages.length;
      characters += share.characters;
      together.push(share);
    }
    this.waiting = rest;
    this.messages = rest.reduce((sum, share) => sum + share.messages.length, 0);
    return together;
  }
}

const nextRound = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
