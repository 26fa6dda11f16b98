/** @import { Shell } from '/js/types.js' */
/** @import { Field, Model } from './types.js' */
import { announce } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { openForm } from './form-dialog.js';
import { judgeModel } from './form-model.js';
import { addModel, changeModel, getModel, retireModel } from './rental-api.js';

/** The values of a model's form. @param {Model} model */
const valuesOf = ({ model, pricePerUnit, pricePerHour, pricePerDay }) => ({
  model,
  pricePerUnit: String(pricePerUnit),
  pricePerHour: String(pricePerHour ?? ''),
  pricePerDay: String(pricePerDay ?? ''),
});

/** @param {Partial<Model>} [model] @returns {Field[]} */
const fieldsOf = ({ model, currency = 'EUR', pricePerUnit, pricePerHour, pricePerDay } = {}) => [
  { name: 'model', label: t('operator.modelName'), value: model ?? '', maxlength: 100, required: true },
  {
    name: 'pricePerUnit',
    label: t('operator.pricePerUnit', { currency }),
    value: pricePerUnit ?? '',
    inputmode: 'decimal',
    required: true,
  },
  {
    name: 'pricePerHour',
    label: t('operator.pricePerHour', { currency }),
    value: pricePerHour ?? '',
    inputmode: 'decimal',
  },
  {
    name: 'pricePerDay',
    label: t('operator.pricePerDay', { currency }),
    hint: t('operator.pricesHint'),
    value: pricePerDay ?? '',
    inputmode: 'decimal',
  },
];

/** Announces the outcome, and reads the view again. @param {Shell} shell @param {string} text */
const finish = (shell, text) => () => {
  announce(text);
  shell.refresh();
};

/** @param {Shell} shell */
export function openAddModel(shell) {
  openForm({
    name: 'model-dialog',
    title: t('operator.addModel'),
    fields: [
      {
        name: 'productId',
        label: t('operator.productId'),
        hint: t('operator.productIdHint'),
        maxlength: 64,
        required: true,
      },
      ...fieldsOf(),
      { name: 'stock', label: t('operator.stock'), hint: t('operator.stockHint'), value: 0, inputmode: 'numeric' },
    ],
    confirm: t('operator.add'),
    judge: (inputs) => judgeModel(inputs, true),
    act: addModel,
    done: finish(shell, t('operator.added')),
    failed: shell.failed,
  });
}

/** @param {Shell} shell @param {Model} seen */
export function openEditModel(shell, seen) {
  // The model as the operator last saw it.
  let model = seen;
  openForm({
    name: 'model-dialog',
    title: t('operator.editModel', { model: seen.model }),
    fields: fieldsOf(seen),
    confirm: t('operator.save'),
    judge: (inputs) => judgeModel(inputs, false),
    act: (body) => changeModel(model, body),
    fresh: async () => {
      model = await getModel(model.productId);
      return valuesOf(model);
    },
    done: finish(shell, t('operator.changed')),
    failed: shell.failed,
  });
}

/** @param {Shell} shell @param {Model} seen */
export function openRetireModel(shell, seen) {
  let model = seen;
  openForm({
    name: 'retire-dialog',
    title: t('operator.retireModel', { model: seen.model }),
    note: () => t('operator.retireModelText', { model: model.model, n: model.stock }),
    confirm: t('operator.retire'),
    isDanger: true,
    act: () => retireModel(model),
    fresh: async () => {
      model = await getModel(model.productId);
      return {};
    },
    done: finish(shell, t('operator.retired')),
    failed: shell.failed,
  });
}
