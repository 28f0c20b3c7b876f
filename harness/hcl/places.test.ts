import { expect, test } from 'vitest';
import { declaredVariables } from './file.ts';
import { lineAt, linesByName, placesOf, withObjects } from './places.ts';

const source = `# job "comment" {
variable "tag" { default = "1" }
job "web" {
  group "app" {
    task "main" {
      driver = "docker"
      config {
        image = "web:\${var.tag}"
        args  = ["{", "}"]
        labels = { team = "a" }
      }
      template {
        data = <<-EOF
          {{ with key "a" }} driver = "none" {
          EOF
        destination = "local/a"
      }
      template { data = "b" }
      env = merge({ a = 1 }, {
        b = 2
      })
      user = true ? { x = 1 } : {}
      kill_signal = "SIGINT"
    }
    service { name = "one" }
    service {
      name = "\${join("-", ["a", "b"])}"
    }
    meta = {
      "e2e.team" = "a"
      owner : "b",
    }
    dynamic "group" {
      for_each = { for k, v in local.all : k => v if k != "" }
      labels   = [group.key]
    }
  }
}
locals {
  all = { a = "b" }
}
`;
const places = placesOf(source);
const group = ['job', 'web', 0, 'group', 'app', 0];
const task = [...group, 'task', 'main', 0];

test.each([
  [['variable', 'tag', 0], 2],
  [['variable', 'tag', 0, 'default'], 2],
  [[...task, 'driver'], 6],
  [[...task, 'config', 0, 'image'], 8],
  [[...task, 'config', 0, 'args', 1], 9],
  [[...task, 'config', 0, 'labels', 'team'], 10],
  [[...task, 'template', 0, 'data'], 13],
  [[...task, 'template', 0, 'destination'], 16],
  [[...task, 'template', 1, 'data'], 18],
  [[...task, 'env', 'b'], 19],
  [[...task, 'kill_signal'], 23],
  [[...group, 'service', 1, 'name'], 27],
  [[...group, 'meta', 'e2e.team'], 30],
  [[...group, 'meta', 'owner'], 31],
  [[...group, 'dynamic', 'group', 0, 'for_each'], 34],
  [[...group, 'dynamic', 'group', 0, 'labels'], 35],
  [['locals', 0, 'all'], 40],
])('%j stands in line %i', (path, line) => {
  expect(lineAt(places, path)).toBe(line);
});

test('what has no line gets that of the block around it', () => {
  expect(lineAt(places, [...task, 'lifecycle', 0, 'hook'])).toBe(5);
  expect(lineAt(places, ['check'])).toBe(1);
});

test('a path without the number of a block means the first of its name', () => {
  expect(lineAt(places, [...group, 'service', 'name'])).toBe(25);
});

test('what has a name is on its lines', () => {
  const text =
    'job "a" {\n  reschedule {\n    attempts = 1\n  }\n  group "g" {\n    reschedule {}\n    meta = { x = 1 }\n  }\n}\n';
  expect(linesByName(placesOf(text))).toMatchObject({ reschedule: [2, 6], attempts: [3], g: [5], x: [7] });
});

test('a name that every object of JavaScript has is a name like others', () => {
  expect(linesByName(placesOf('constructor = 1\ntoString = 2\n'))).toEqual({
    constructor: [1],
    toString: [2],
  });
});

test('a variable is declared by its block alone', () => {
  const text = 'a = <<E\nvariable "no" {}\nE\n# variable "no" {}\nvariable "b" {}\n  variable c {\n}\n';
  expect(declaredVariables(text)).toEqual(['b', 'c']);
  expect(declaredVariables('')).toEqual([]);
});

test.each([
  ['a { "b.c" = 1 }', 'a = { "b.c" = 1 }'],
  ['a {\n  b {\n    # {\n    "c" = 1\n  }\n}\n', 'a {\n  b = {\n    # {\n    "c" = 1\n  }\n}\n'],
  ['a = { "b" = 1 }', 'a = { "b" = 1 }'],
  ['a { b = { "c" = 1 } }', 'a { b = { "c" = 1 } }'],
  ['a "b" { c = "d" }', 'a "b" { c = "d" }'],
  ['a { "b', 'a { "b'],
])('%j with objects for quoted names', (source, expected) => {
  expect(withObjects(source)).toBe(expected);
});
