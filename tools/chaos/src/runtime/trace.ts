/** The steps of a run and their digest. Two runs with the same digest took the same steps. */
export class Trace {
  private readonly lines: string[] = [];
  private digest = 0x811c9dc5;

  add(line: string): void {
    for (let index = 0; index < line.length; index += 1) {
      this.digest = Math.imul(this.digest ^ line.charCodeAt(index), 0x01000193);
    }
    this.lines.push(line);
  }

  get steps(): number {
    return this.lines.length;
  }

  get hash(): string {
    return `${this.lines.length}-${(this.digest >>> 0).toString(16).padStart(8, '0')}`;
  }

  /** The last steps, oldest first. */
  last(count: number): string[] {
    return this.lines.slice(-count);
  }
}
