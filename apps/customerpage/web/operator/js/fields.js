/** @import { Field, Inputs } from './types.js' */
import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';

/**
 * The fields of a form, each with its label, its hint and the place of its fault.
 * @param {string} form the form's name, part of the ids
 * @param {Field[]} fields
 */
export function makeFields(form, fields) {
  const parts = fields.map((field) => ({ field, ...draw(`${form}-${field.name}`, field) }));
  const values = () =>
    Object.fromEntries(
      parts.map(({ field, input }) => [
        field.name,
        input instanceof HTMLInputElement && input.type === 'checkbox' ? (input.checked ? 'on' : '') : input.value,
      ]),
    );
  return {
    nodes: parts.map(({ node }) => node),
    values,
    /** Focuses the first input. */
    focus: () => parts[0]?.input.focus(),
    /**
     * Shows the faults and focuses the first field that has one.
     * @param {Record<string, string>} faults keys of texts
     */
    mark(faults) {
      for (const { field, input, fault } of parts) {
        const key = faults[field.name];
        fault.textContent = key ? t(key) : '';
        if (key) input.setAttribute('aria-invalid', 'true');
        else input.removeAttribute('aria-invalid');
      }
      parts.find(({ field }) => faults[field.name])?.input.focus();
    },
    /** @param {Inputs} inputs @param {string[]} changed @param {Inputs} now what the server has in these fields */
    showFresh(inputs, changed, now) {
      for (const { field, input, fresh } of parts) {
        const current = now[field.name];
        if (current === undefined) continue;
        const options = field.options?.(current) ?? [];
        if (field.options) input.replaceChildren(...options.map((option) => optionOf(option)));
        input.value = inputs[field.name] ?? current;
        if (input.value === '' && field.options) input.value = current;
        const shown = options.find(({ value }) => value === current)?.label ?? (current || t('operator.empty'));
        fresh.textContent = changed.includes(field.name) ? t('operator.nowIs', { value: shown }) : '';
      }
    },
  };
}

/** @param {string} id @param {Field} field */
function draw(id, field) {
  const { label, hint, type = 'text' } = field;
  const about = `${id}-hint ${id}-now ${id}-fault`;
  const input = control(id, field, about);
  const fault = h('p', { class: 'field-error', id: `${id}-fault`, role: 'alert' });
  const fresh = h('p', { class: 'field-now', id: `${id}-now` });
  const name = h('label', { for: id }, label);
  const node = h(
    'div',
    { class: 'field', 'data-type': type },
    ...(type === 'checkbox' ? [h('div', { class: 'tick' }, input, name)] : [name, input]),
    h('p', { class: 'hint', id: `${id}-hint` }, hint),
    fresh,
    fault,
  );
  return { node, input, fault, fresh };
}

/** @param {string} id @param {Field} field @param {string} about ids of the texts that describe it */
function control(id, { type = 'text', value = '', options, inputmode, maxlength, required }, about) {
  const common = { id, 'aria-describedby': about, required };
  if (type === 'textarea') return h('textarea', { ...common, rows: 3, maxlength }, value);
  if (type === 'select')
    return h(
      'select',
      common,
      ...(options?.(String(value)) ?? []).map((option) => optionOf(option, option.value === value)),
    );
  if (type === 'checkbox') return h('input', { ...common, type, checked: value === 'on' });
  return h('input', { ...common, type, value, inputmode, maxlength, autocomplete: 'off' });
}

/** @param {{ value: string, label: string }} option @param {boolean} [selected] */
const optionOf = ({ value, label }, selected = false) => h('option', { value, selected }, label);
