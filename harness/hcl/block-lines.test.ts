import { expect, test } from 'vitest';
import { blockLines, lineAt } from './block-lines.ts';

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
    }
    service { name = "one" }
    service {
      name = "\${join("-", ["a", "b"])}"
    }
  }
}
`;
const lines = blockLines(source);
const task = ['job', 'web', 0, 'group', 'app', 0, 'task', 'main', 0];

test.each([
  [['variable', 'tag', 0], 2],
  [['variable', 'tag', 0, 'default'], 2],
  [[...task, 'driver'], 6],
  [[...task, 'config', 0, 'image'], 8],
  [[...task, 'config', 0, 'labels', 'team'], 10],
  [[...task, 'template', 0, 'data'], 13],
  [[...task, 'template', 0, 'destination'], 16],
  [[...task, 'template', 1, 'data'], 18],
  [['job', 'web', 0, 'group', 'app', 0, 'service', 1, 'name'], 22],
])('%j stands in line %i', (path, line) => {
  expect(lineAt(lines, path)).toBe(line);
});

test('what has no line of its own gets that of the block around it', () => {
  expect(lineAt(lines, [...task, 'lifecycle', 0, 'hook'])).toBe(5);
  expect(lineAt(lines, ['locals'])).toBe(1);
});
