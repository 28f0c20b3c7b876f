import { expect, test } from 'vitest';
import { shrink } from './shrink.ts';

const list = Array.from({ length: 16 }, (_, at) => at);

test.each([[[15]], [[3]], [[3, 12]], [[0, 7, 15]]])(
  'what fails for the sake of %j is shrunk to it',
  async (needed) => {
    const fails = async (part: readonly number[]) => needed.every((each) => part.includes(each));
    expect(await shrink(list, fails, { attempts: 200 })).toEqual(needed);
  },
);

test('what never fails again stays as it was, and the number of attempts is kept', async () => {
  let asked = 0;
  const never = async () => {
    asked += 1;
    return false;
  };
  expect(await shrink(list, never, { attempts: 5 })).toEqual(list);
  expect(asked).toBe(5);
});
