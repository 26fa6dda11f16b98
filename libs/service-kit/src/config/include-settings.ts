import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';

type Settings = new () => object;

const included = new WeakMap<object, Map<string, Settings>>();

/**
 * Adds the settings of another class to a configuration: the property holds an instance, whose variables are read from the same
 * environment. `loadConfig` reports faults of both classes together.
 * @param settings a class whose class-validator decorated properties are named like the variables
 */
export function IncludeSettings(settings: Settings): PropertyDecorator {
  return (target, name) => {
    ValidateNested()(target, name);
    Type(() => settings)(target, name);
    included.set(target, (included.get(target) ?? new Map<string, Settings>()).set(String(name), settings));
  };
}

/** The class that a property includes; `undefined` for a property that is a variable itself. */
export function includedSettings(config: Settings, name: string): Settings | undefined {
  for (let level: unknown = config.prototype; typeof level === 'object' && level !== null;) {
    const settings = included.get(level)?.get(name);
    if (settings) return settings;
    level = Object.getPrototypeOf(level);
  }
  return undefined;
}
