/** @import { Shell } from '/js/types.js' */
/** @import { CalendarVehicle, HitBooking } from './calendar-types.js' */
/** @import { Inputs, Judged } from './types.js' */
import { announce } from '/js/dom.js';
import { periodText, t } from '/js/i18n.js';
import { getCalendar, moveBooking } from './calendar-api.js';
import { placesFor } from './booking-changes.js';
import { openForm } from './form-dialog.js';
import { reasonIn } from './form-model.js';
import { showTrouble } from './trouble.js';

/** The longest range that order answers. */
const longest = 31 * 86_400_000;

/**
 * Moves a booking to another vehicle of its model. Which ones are free is asked for first; order decides.
 * @param {Shell} shell
 * @param {Pick<HitBooking, 'orderId' | 'from' | 'to'>} booking
 * @param {{ id: number, productId: string, plate: string }} vehicle the present one
 * @param {(plate: string) => void} [moved]
 */
export async function openMove(shell, booking, vehicle, moved = () => {}) {
  const { orderId, from, to } = booking;
  /** @type {CalendarVehicle[]} */
  let vehicles;
  try {
    const end = Math.min(Date.parse(to), Date.parse(from) + longest);
    ({ vehicles } = await getCalendar({ from, to: new Date(end).toISOString() }));
  } catch (error) {
    return showTrouble(error);
  }
  const places = placesFor(booking, vehicle, vehicles);
  openForm({
    name: 'move-dialog',
    title: t('operator.moveTitle', { id: orderId }),
    note: () => t('operator.moveText', { plate: vehicle.plate, period: periodText({ from, to }) }),
    fields: [
      {
        name: 'vehicleId',
        label: t('operator.newVehicle'),
        type: 'select',
        options: () =>
          places.map(({ id, plate, state }) => ({
            value: String(id),
            label: `${plate} – ${t(`operator.choice.${state}`)}`,
          })),
      },
      { name: 'reason', label: t('operator.reason'), hint: t('operator.optional'), maxlength: 200 },
    ],
    confirm: t('operator.move'),
    judge: judgeMove,
    act: (move) => moveBooking(orderId, move).then(() => settle(Number(move['vehicleId']))),
    done: shell.refresh,
    failed: shell.failed,
  });

  /** @param {number} id */
  function settle(id) {
    const plate = places.find((place) => place.id === id)?.plate ?? '';
    announce(t('operator.moved', { id: orderId, plate }));
    moved(plate);
  }
}

/** The request of the form. @param {Inputs} inputs @returns {Judged} */
function judgeMove({ vehicleId, reason }) {
  if (!vehicleId) return { body: {}, faults: { vehicleId: 'operator.fault.noVehicle' } };
  return { body: { vehicleId: Number(vehicleId), ...reasonIn(reason) }, faults: {} };
}
