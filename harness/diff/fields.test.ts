import { expect, test } from 'vitest';
import type { Fields } from '../evidence/index.ts';
import { fieldChanges } from './fields.ts';
import { fieldsRecord, side } from './test-help.ts';

const on = (name: string, fields: Fields, file?: string) => side(name, fieldsRecord('job', fields, file));
const string = ['string'];
const base: Fields = { ID: string };

test('all new fields of an API are one change, with the jobs that show them', () => {
  const to = on('b', { ...base, Version: ['number'], Owner: string }, 'behaviour/y');
  expect(fieldChanges(on('a', base), to, undefined)).toEqual([
    { topic: 'field', words: 'API, job: new fields Owner, Version', files: ['behaviour/y'] },
  ]);
});

test('fields within a new field are not listed', () => {
  const known: Fields = { ...base, Update: ['object'], 'Update.Stagger': ['number'] };
  const more: Fields = { ...known, 'Update.Canary': ['number'], UI: ['object'], 'UI.Links': ['list'] };
  const [change] = fieldChanges(on('a', known), on('b', more), undefined);
  expect(change?.words).toBe('API, job: new fields UI, Update.Canary');
});

test('fields that other jobs show are another change', () => {
  const more = [
    fieldsRecord('job', { ...base, Owner: string }, 'y'),
    fieldsRecord('job', { ...base, UI: string }, 'z'),
  ];
  const changes = fieldChanges(on('a', base), side('b', ...more), undefined);
  expect(changes.map(({ words, files }) => [words, ...files])).toEqual([
    ['API, job: new field Owner', 'y'],
    ['API, job: new field UI', 'z'],
  ]);
});

test('a field that became null is listed itself', () => {
  const changes = fieldChanges(
    on('a', { ...base, Consul: ['object'], 'Consul.Cluster': string }),
    on('b', { ...base, Consul: ['null'] }),
    undefined,
  );
  expect(changes.map(({ words }) => words)).toEqual(['API, job: field Consul was object, is now null']);
});

test('removed fields and changed types are changes', () => {
  const changes = fieldChanges(
    on('a', { ID: string, Count: ['number'] }),
    on('b', { ID: ['number'] }),
    undefined,
  );
  expect(changes.map(({ words }) => words)).toEqual([
    'API, job: field no longer there: Count',
    'API, job: field ID was string, is now number',
  ]);
});

test('null is compatible with every type', () => {
  expect(fieldChanges(on('a', { ID: ['null', 'string'] }), on('b', base), undefined)).toEqual([]);
});

test('node attributes keep the dots of their names', () => {
  const node = (attributes: string[]) =>
    side(
      'x',
      fieldsRecord('node', {
        Attributes: ['object'],
        ...Object.fromEntries(attributes.map((name) => [`Attributes.${name}`, string])),
      }),
    );
  const [change] = fieldChanges(node(['cpu.arch']), node(['cpu.arch', 'numa.node.count']), undefined);
  expect(change?.words).toBe('API, node: new attribute numa.node.count');
});

test('an API that only one side was asked is not a change', () => {
  const other = side('b', fieldsRecord('node', base));
  expect(fieldChanges(on('a', base), other, undefined)).toEqual([]);
});

test('new and missing fields of the upgraded cluster alone are listed', () => {
  const changes = fieldChanges(
    on('a', { ID: string, Name: string }),
    on('b', { ID: string, Name: string }),
    on('c', { ID: string, Odd: string }),
  );
  expect(changes.map(({ words, onlyAfter }) => [words, onlyAfter])).toEqual([
    ['API, job: new field Odd', true],
    ['API, job: field no longer there: Name', true],
  ]);
});
