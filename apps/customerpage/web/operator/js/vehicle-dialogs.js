/** @import { Shell } from '/js/types.js' */
/** @import { Field, Model, Vehicle } from './types.js' */
import { announce } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { openForm } from './form-dialog.js';
import { judgeVehicle } from './form-model.js';
import { addVehicle, changeVehicle, getVehicle } from './rental-api.js';
import { statesFrom } from './rental-model.js';

/** @param {string} [value] @returns {Field} */
const plateField = (value = '') => ({
  name: 'plate',
  label: t('operator.plate'),
  hint: t('operator.plateHint'),
  value,
  maxlength: 32,
  required: true,
});

/** @param {string} state */
const stateOption = (state) => ({ value: state, label: t(`operator.vehicleState.${state}`) });

/** @param {Shell} shell @param {Model[]} models */
export function openAddVehicle(shell, models) {
  openForm({
    name: 'vehicle-dialog',
    title: t('operator.addVehicle'),
    fields: [
      {
        name: 'productId',
        label: t('operator.model'),
        type: 'select',
        options: () => models.map(({ productId, model }) => ({ value: productId, label: `${model} (${productId})` })),
      },
      plateField(),
      { name: 'fromStock', label: t('operator.fromStock'), hint: t('operator.fromStockHint'), type: 'checkbox' },
    ],
    confirm: t('operator.add'),
    judge: judgeVehicle,
    act: addVehicle,
    done: () => {
      announce(t('operator.added'));
      shell.refresh();
    },
    failed: shell.failed,
  });
}

/** Changes plate and state. @param {Shell} shell @param {Vehicle} seen */
export function openEditVehicle(shell, seen) {
  // The vehicle as the operator last saw it.
  let vehicle = seen;
  openForm({
    name: 'vehicle-dialog',
    title: t('operator.editVehicle', { plate: seen.plate }),
    fields: [
      plateField(seen.plate),
      {
        name: 'state',
        label: t('operator.state'),
        hint: t('operator.stateHint'),
        type: 'select',
        value: seen.state,
        options: (state) => statesFrom(state).map(stateOption),
      },
      { name: 'reason', label: t('operator.reason'), hint: t('operator.optional'), maxlength: 200 },
    ],
    confirm: t('operator.save'),
    judge: judgeVehicle,
    act: (body) => changeVehicle(vehicle, body),
    fresh: async () => {
      vehicle = await getVehicle(vehicle.id);
      return { plate: vehicle.plate, state: vehicle.state };
    },
    done: () => {
      announce(t('operator.changed'));
      shell.refresh();
    },
    failed: shell.failed,
  });
}
