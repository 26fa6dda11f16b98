import type { ErrorFacts, ServerCondition } from './error-facts.js';
import { mysqlCondition } from './mysql-conditions.js';
import { postgresCondition } from './postgres-conditions.js';
import { sqliteCondition } from './sqlite-conditions.js';
import { systemCondition } from './system-conditions.js';

const PARTS = [mysqlCondition, postgresCondition, sqliteCondition, systemCondition];

/** Causes are followed this far; an error may be its own cause. */
const DEPTH = 5;

/**
 * The condition of a server behind an error, on every engine; its causes are searched too.
 * @returns `undefined` for a fault of the statement, of the data or of the program, which the same work meets again
 */
export function serverConditionOf(error: unknown, depth = 0): ServerCondition | undefined {
  if (typeof error !== 'object' || error === null || depth > DEPTH) return undefined;
  const facts = error as ErrorFacts;
  for (const part of PARTS) {
    const condition = part(facts);
    if (condition) return condition;
  }
  const causes = [facts.driverError, facts.cause, ...(Array.isArray(facts.errors) ? (facts.errors as unknown[]) : [])];
  for (const cause of causes) {
    const condition = serverConditionOf(cause, depth + 1);
    if (condition) return condition;
  }
  return undefined;
}

/**
 * Whether an error is a condition of a server and not a fault of the work: a lost connection, a read-only or full server, a lock
 * timeout or deadlock, exhausted connections, a statement timeout, a server that stops. The same work succeeds once it has passed,
 * so requests are answered 503 with `Retry-After`, and events are retried until then.
 */
export function isServerCondition(error: unknown): boolean {
  return serverConditionOf(error) !== undefined;
}

/** Whether an error says that the server, or the file, accepts reads only: after a failover, the connection leads to the old server. */
export function isReadOnly(error: unknown): boolean {
  return serverConditionOf(error) === 'read-only';
}
