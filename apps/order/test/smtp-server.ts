import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A mail as the server took it. */
export interface TakenMail {
  to: string;
  /** Everything after DATA. */
  source: string;
  headers: Record<string, string>;
  text: string;
  html: string;
}

/**
 * The reaction to a mail: taken; a reply to RCPT TO or to the end of DATA; or taken with the connection cut before the reply, as when
 * the server's answer is lost.
 */
export type SmtpReply = 'take' | { rcpt: string } | { data: string } | 'cut';

/** A real SMTP server (RFC 5321) as far as a client needs one; the test decides its replies. */
export class SmtpServer {
  readonly taken: TakenMail[] = [];
  /** Every command of every connection. */
  readonly commands: string[] = [];
  private reply: (to: string) => SmtpReply = () => 'take';
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => this.serve(socket));
  private port = 0;

  static async start(): Promise<SmtpServer> {
    const smtp = new SmtpServer();
    await smtp.open();
    return smtp;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  become(reply: (to: string) => SmtpReply): void {
    this.reply = reply;
  }

  /** The mails whose subject or text contains a word. */
  of(word: string): TakenMail[] {
    return this.taken.filter(({ headers, text }) => `${headers['subject'] ?? ''}\n${text}`.includes(word));
  }

  /** Listens, at the same port as before. */
  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    let rest = '';
    let to = '';
    let isData = false;
    socket.setEncoding('latin1').write('220 test\r\n');
    socket.on('data', (chunk: string) => {
      rest += chunk;
      for (;;) {
        const end = isData ? rest.indexOf('\r\n.\r\n') : rest.indexOf('\r\n');
        if (end < 0) return;
        const part = rest.slice(0, end);
        rest = rest.slice(end + (isData ? 5 : 2));
        if (isData) {
          isData = false;
          this.end(socket, to, part);
          continue;
        }
        this.commands.push(part);
        const verb = part.slice(0, 4).toUpperCase();
        if (verb === 'RCPT') to = /<(.*)>/.exec(part)?.[1] ?? '';
        if (verb === 'DATA') isData = true;
        socket.write(`${this.answer(verb, to)}\r\n`);
        if (verb === 'QUIT') socket.end();
      }
    });
  }

  private answer(verb: string, to: string): string {
    if (verb === 'EHLO') return '250-test\r\n250 8BITMIME';
    if (verb === 'DATA') return '354 go on';
    if (verb === 'QUIT') return '221 bye';
    const reply = this.reply(to);
    return verb === 'RCPT' && typeof reply === 'object' && 'rcpt' in reply ? reply.rcpt : '250 ok';
  }

  private end(socket: Socket, to: string, source: string): void {
    const reply = this.reply(to);
    if (typeof reply === 'object' && 'data' in reply) return void socket.write(`${reply.data}\r\n`);
    this.taken.push(readMail(to, source.replace(/^\.\./gm, '.')));
    if (reply === 'cut') socket.destroy();
    else socket.write('250 taken\r\n');
  }
}

/** Reads a multipart mail (RFC 2045, 2046 and 2047) as far as this shop writes them. */
export function readMail(to: string, source: string): TakenMail {
  const [headers, body] = partOf(source);
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => partOf(part.replace(/^\r\n/, '')));
  const content = (type: string): string => {
    const found = parts.find(([own]) => own['content-type']?.startsWith(type));
    return found ? decoded(found[1], found[0]['content-transfer-encoding'] ?? '') : '';
  };
  return { to, source, headers, text: content('text/plain'), html: content('text/html') };
}

function partOf(source: string): [Record<string, string>, string] {
  const end = source.indexOf('\r\n\r\n');
  const lines = source
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())] as const;
  });
  return [Object.fromEntries(headers), source.slice(end + 4)];
}

/** Encoded words of a header (RFC 2047). */
function words(value: string): string {
  const joined = value.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (run) => {
    const bytes = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, how = '', text = '']) =>
      how.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : quoted(text.replace(/_/g, ' ')),
    );
    return Buffer.concat(bytes).toString();
  });
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding === 'quoted-printable') return quoted(body.replace(/=\r\n/g, '')).toString().replace(/\r\n/g, '\n');
  return body.replace(/\r\n/g, '\n');
}

function quoted(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
