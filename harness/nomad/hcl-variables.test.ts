import { expect, test } from 'vitest';
import { variablesText, withValues } from './hcl-variables.ts';

test('job variables are HCL text whose values stay literal', () => {
  expect(variablesText({ a: 'x "y"', b: `$${'{z}'}` })).toBe(`a = "x \\"y\\""\nb = "$$${'{z}'}"\n`);
});

test('lists and maps are HCL values, and what Nomad fills in on the node stays for the node', () => {
  const args = ['--node-id', `$${'{node.unique.name}'}`];
  expect(variablesText({ args, env: { A: 'b' }, none: [] })).toBe(
    `args = ["--node-id","$$${'{node.unique.name}'}"]\nenv = {"A":"b"}\nnone = []\n`,
  );
});

test('a value becomes the default of its variable, and every other line keeps its number', () => {
  const hcl = 'variable "a" {\n  type    = number\n  default = 1\n}\nvariable "b" {}\njob "j" {}';
  expect(withValues(hcl, { a: '2', unknown: 'x' })).toBe(
    '\n\n\n\nvariable "b" {}\njob "j" {}\nvariable "a" {\n  type    = number\n  default = "2"\n}\n',
  );
});
