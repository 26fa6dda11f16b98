import { SERVICES } from '../../bench/systems/system.ts';
import { figure, type Figures, type Measured } from './measured.ts';

const SERVERS = ['mysql', 'postgres', 'kafka', 'load'] as const;

/** A process of the measured machine. */
export type Process = (typeof SERVICES)[number] | (typeof SERVERS)[number];

/**
 * CPU of an order on a quiet machine divided by that of the counted run, which ran beside other programs with young processes. For a
 * service: by the bench at 64 connections. For the servers and the load: their proportions are counted, and their sum is what an
 * order at 64 connections leaves of the machine's cores. So that rate is an input of the model.
 */
export function quietness({ costs, bench, cores }: Measured, process: Process): number {
  const service = SERVICES.find((name) => name === process);
  if (service) return figure(bench, `cpu64.${service}`) / 1_000 / figure(costs.orders, `cpu.${service}`);
  const left = (cores * 1_000) / figure(bench, 'closed64') - figure(bench, 'cpu64') / 1_000;
  return left / SERVERS.reduce((sum, name) => sum + figure(costs.orders, `cpu.${name}`), 0);
}

/** CPU of a process in figures of the counted run, in milliseconds of a quiet machine. */
export function quietMs(measured: Measured, figures: Figures, process: Process): number {
  return figure(figures, `cpu.${process}`) * quietness(measured, process);
}
