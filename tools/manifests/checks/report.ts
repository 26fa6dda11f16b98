/** Counts checks and prints one line for each. */
export class Report {
  passed = 0;
  failed = 0;
  skipped = 0;

  /** Runs one check and prints its line. The check throws or returns its faults. */
  check(title: string, body: () => readonly string[] | undefined): void {
    let faults: readonly string[];
    try {
      faults = body() ?? [];
    } catch (error) {
      faults = [error instanceof Error ? error.message : String(error)];
    }
    if (faults.length === 0) {
      this.passed += 1;
      console.log(`ok       ${title}`);
      return;
    }
    this.failed += 1;
    console.log(`FAILED   ${title}`);
    for (const fault of faults) console.log(`           ${fault.replaceAll('\n', '\n           ')}`);
  }

  skip(title: string, reason: string): void {
    this.skipped += 1;
    console.log(`SKIPPED  ${title}: ${reason}`);
  }

  /** Prints the summary and sets the exit code. */
  close(): void {
    console.log(`${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`);
    process.exitCode = this.failed > 0 ? 1 : 0;
  }
}
