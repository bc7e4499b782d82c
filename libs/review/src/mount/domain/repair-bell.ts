/** Rings when assignments ended, so that whoever balances them anew need not wait for its next look. */
export class RepairBell {
  private listener: () => void = () => undefined;

  listen(listener: () => void): void {
    this.listener = listener;
  }

  ring(): void {
    this.listener();
  }
}
