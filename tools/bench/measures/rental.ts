import { awaitPage } from '../load/await-shipped.ts';
import { VEHICLES } from '../load/booking.ts';
import type { Outcome } from '../load/jobs.ts';
import type { Kind } from '../load/requests.ts';
import { request } from '../systems/request.ts';
import type { System } from '../systems/system.ts';
import { sound, type Context } from './measure.ts';

/** Adds the vehicles that bookings take. */
export async function addVehicles(system: System): Promise<void> {
  for (let number = 1; number <= VEHICLES; number += 1) {
    await request('POST', system.urls('order')[0] ?? '', '/vehicles', {
      productId: '1001',
      plate: `BENCH ${number}`,
    });
  }
}

/** Sends one kind of request on 16 connections; returns when the page shows the last order as paid. */
export async function send({ load }: Context, system: System, sends: Kind, seconds: number): Promise<Outcome> {
  const job = { kind: 'closed', urls: system.urls('order'), connections: 16, seconds, sends } as const;
  const outcome = sound(await load.run(job));
  await awaitPage(system.urls('customerpage')[0] ?? '', outcome.lastId, '"Paid"');
  return outcome;
}
