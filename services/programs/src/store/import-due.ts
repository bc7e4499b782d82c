import { Injectable } from '@nestjs/common';

/** Tells the runner of this process at once that an import may be due; other processes find it by looking. */
@Injectable()
export class Due {
  private readonly wakers: (() => void)[] = [];

  onDue(waker: () => void): void {
    this.wakers.push(waker);
  }

  wake(): void {
    for (const waker of this.wakers) waker();
  }
}
