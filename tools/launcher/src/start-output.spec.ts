import { describe, expect, it } from '@jest/globals';
import { StartOutput } from './start-output.ts';

describe('The output of a start', () => {
  const make = (): [StartOutput, string[]] => {
    const printed: string[] = [];
    return [new StartOutput((service, line) => printed.push(`${service}: ${line}`)), printed];
  };

  it('is held back until it is shown, and then printed line by line', () => {
    const [output, printed] = make();
    output.add('order', 'one');
    expect(printed).toEqual([]);
    output.show();
    output.add('payment', 'two');
    expect(printed).toEqual(['order: one', 'payment: two']);
  });

  it('has a fault of several services once, and nothing of the others', () => {
    const [output, printed] = make();
    for (const service of ['order', 'payment', 'delivery']) output.add(service, 'wrong:');
    for (const service of ['order', 'payment']) output.add(service, '  - LOG_LEVEL');
    output.add('customerpage', 'listens');
    expect(output.faults(['order', 'payment', 'delivery'])).toEqual([
      'order, payment: wrong:\n  - LOG_LEVEL',
      'delivery: wrong:',
    ]);
    expect(printed).toEqual([]);
  });
});
