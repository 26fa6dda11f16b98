import { mkdir, readdir, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Letter, Sender } from './letter.js';
import { toMessage } from './letter.js';
import type { MailTransport, SendOutcome } from './mail-transport.js';

/** Writes letters as `.eml` files (RFC 5322) instead of sending them. A repeated letter replaces its file. */
export class FileTransport implements MailTransport {
  constructor(
    private readonly folder: string,
    private readonly from: Sender,
  ) {}

  async send(letter: Letter): Promise<SendOutcome> {
    try {
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
      const { message } = await transport.sendMail(toMessage(this.from, letter));
      const path = join(this.folder, `${letter.name}.eml`);
      // Only the user of the service may read them: they contain addresses.
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeFile(`${path}.part`, message as Buffer, { mode: 0o600 });
      await rename(`${path}.part`, path);
      return { kind: 'sent' };
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return { kind: 'down', reason: `file ${reason}`, isUncertain: false };
    }
  }

  /** Deletes the files that were written before a time. @param before epoch milliseconds */
  async erase(before: number): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) {
      const path = join(this.folder, name);
      const { mtimeMs } = await stat(path);
      if (mtimeMs <= before) await unlink(path);
    }
  }
}
