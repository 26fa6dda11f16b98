import { DomainError, type NoAnswer, type ServiceAnswer } from '@carshare/service-kit';
import type { Gates, Operation } from './gates.js';
import { settledValues } from './memory.js';

type Answer = ServiceAnswer | NoAnswer;

interface Call {
  from: Operation;
  to: string;
  end: (answer: Answer) => void;
}

/** Who asks whom for what; the request decides the receiver's steps. */
interface Request {
  from: string;
  to: string;
  label: string;
  request: unknown;
}

/** Calls between services. The request or the answer may be lost, and the receiver may crash during the call. */
export class Calls {
  private readonly underway = new Set<Call>();

  constructor(private readonly gates: Gates) {}

  call({ from, to, label, request }: Request, work: () => Promise<object | number>, status = 201): Promise<Answer> {
    const caller = this.gates.current();
    return new Promise<Answer>((resolve) => {
      const end = (answer: Answer): void => {
        this.underway.delete(call);
        // The answer is part of the caller's state: it decides the caller's next step.
        caller.path += `=${JSON.stringify(answer, settledValues)}`;
        resolve(answer);
      };
      const call = { from: caller, to, end };
      void this.gates
        .pass(from, label, () => end('unanswered'))
        .then(() => {
          this.underway.add(call);
          this.gates.run(`${label} ${JSON.stringify(request)}:`, async () => {
            const answer = await answerOf(work, status);
            await this.gates.pass(to, `answer ${label} ${answer.status}`, () => end('unanswered'));
            end(answer);
          });
        });
    });
  }

  /** Whether no caller waits for an answer. */
  get areIdle(): boolean {
    return this.underway.size === 0;
  }

  /** A crashed process never answers. */
  drop(service: string): void {
    for (const call of [...this.underway]) if (call.to === service) call.end('unanswered');
  }

  /** An operation that waits for an answer is not at a gate. */
  toString(): string {
    return [...this.underway]
      .map(({ from, to }) => `${from.path}>${to}`)
      .sort()
      .join('|');
  }
}

async function answerOf(work: () => Promise<object | number>, status: number): Promise<ServiceAnswer> {
  return work().then(
    (body) => ({ status, overloaded: false, body: JSON.parse(JSON.stringify(body)) as Record<string, unknown> }),
    (error: unknown) => ({
      status: error instanceof DomainError ? error.status : 500,
      overloaded: false,
      body: error instanceof DomainError ? { code: error.code } : {},
    }),
  );
}
