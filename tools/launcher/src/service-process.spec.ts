import { afterEach, describe, expect, it } from '@jest/globals';
import { readable } from './log-line.ts';
import { ServiceProcess } from './service-process.ts';
import { freePorts } from './testing/free-ports.ts';

const SERVER = (port: number, onTerm: string): string =>
  `console.log('hello'); process.on('SIGTERM', () => { ${onTerm} });
   require('node:http').createServer((q, r) => r.end(q.url)).listen(${port}, '127.0.0.1')`;

describe('A service as a process', () => {
  let service: ServiceProcess;
  const deaths: string[] = [];

  async function make(program: (port: number) => string): Promise<ServiceProcess> {
    const { order } = await freePorts();
    deaths.length = 0;
    service = new ServiceProcess({
      name: 'order',
      args: ['-e', program(order)],
      cwd: '.',
      env: {},
      url: `http://127.0.0.1:${order}`,
      onDeath: (name, how) => deaths.push(`${name} ${how}`),
    });
    service.start();
    return service;
  }
  afterEach(() => service.kill());

  it('becomes ready, keeps its log, and stops on request', async () => {
    await make((port) => SERVER(port, 'process.exit(0)'));
    expect(await service.ready(10_000)).toEqual({ state: 'ready' });
    expect(service.lines).toEqual(['hello']);
    expect(await service.stop(5_000)).toBe(true);
    expect([service.running, deaths]).toEqual([false, []]);
  });

  it('is asked seldom until it says something', async () => {
    // Answers 503 for a second, then says how often it was asked, and answers 200.
    await make(
      (port) => `let asked = 0, status = 503;
        require('node:http').createServer((q, r) => { asked++; r.writeHead(status).end(); }).listen(${port}, '127.0.0.1');
        setTimeout(() => { status = 200; console.log(asked); }, 1000)`,
    );
    expect(await service.ready(10_000)).toEqual({ state: 'ready' });
    expect(Number(service.lines[0])).toBeLessThan(15);
  });

  it('is killed when it does not stop in time', async () => {
    await make((port) => SERVER(port, ''));
    await service.ready(10_000);
    expect(await service.stop(100)).toBe(false);
    expect(service.running).toBe(false);
  });

  it('reports an unexpected end with its exit code, and is not restarted', async () => {
    await make(() => 'console.error("PORT is missing"); process.exit(3)');
    expect(await service.ready(10_000)).toEqual({ state: 'dead', detail: 'ended with exit code 3' });
    expect(deaths).toEqual(['order ended with exit code 3']);
    expect(service.running).toBe(false);
  });

  it('is slow when it runs and does not answer', async () => {
    await make(() => 'setInterval(() => {}, 1000)');
    expect(await service.ready(300)).toMatchObject({ state: 'slow' });
  });

  it('can be started again after it was killed', async () => {
    await make((port) => SERVER(port, ''));
    await service.ready(10_000);
    await service.kill();
    expect(service.running).toBe(false);
    service.start();
    expect(await service.ready(10_000)).toEqual({ state: 'ready' });
    expect(deaths).toEqual([]);
  });
});

describe('A log line for people', () => {
  it('shows level, message and fields of a structured line', () => {
    expect(readable('{"level":40,"time":1,"pid":2,"msg":"provider is slow","orderId":7}')).toBe(
      'warn provider is slow orderId=7',
    );
  });

  it('shows the stack of an error', () => {
    expect(readable('{"level":50,"msg":"failed","err":{"stack":"Error: x\\n  at y"}}')).toBe(
      'error failed\nError: x\n  at y',
    );
  });

  it.each(['listening', '{broken', '{"a":1}'])('leaves %s as it is', (line) => expect(readable(line)).toBe(line));
});
