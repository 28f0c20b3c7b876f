import { expect, test } from 'vitest';
import { locateJson } from './json.ts';

const source = `{
  "Job": {
    "ID": "a \\" { b",
    "Empty": {}, "None": [],
    "Groups": [
      { "Name": "one", "2": true },
      { "Name": null,
        "Count": -1.5 }
    ]
  }
}
`;

test('a JSON text has its values, each with its line', () => {
  const root = locateJson(source);
  expect(root.value).toEqual(JSON.parse(source));
  const job = root.fields.get('Job');
  const groups = job?.fields.get('Groups');
  const lines = [
    job,
    job?.fields.get('None'),
    groups,
    ...(groups?.items ?? []),
    groups?.items[1]?.fields.get('Count'),
  ];
  expect(lines.map((each) => each?.line)).toEqual([2, 4, 5, 6, 7, 8]);
});

test('a text that is no JSON is refused', () => {
  expect(() => locateJson('{ "a": }')).toThrow(SyntaxError);
});
