import { expect, readJobFile, test } from '../../harness/index.ts';
import { checkedGroups } from './checked-groups.ts';
import { accepted } from './checked-job.ts';
import { checkedTasks } from './checked-tasks.ts';
import { patched } from './patch.ts';

// Its product is facts for `nomad-e2e diff`: which jobs a version refuses, and in which words.

test.for([...checkedGroups, ...checkedTasks])(
  'parse, validate, plan and register agree on $name',
  async ({ name, refused = accepted, byParser, ...patch }, { scope }) => {
    // Without a management token Nomad only says that the namespace is not allowed.
    if (name === 'namespace-unknown') scope.needsCluster('management');
    if (name === 'namespace-unknown') scope.needsNomad('1.3.0', 'the check of namespaces by validation');
    if (byParser) scope.needsCluster('own parser');
    const hcl = patched(readJobFile('behaviour/plain.nomad.hcl'), patch);
    const answers = await scope.check({ name: `behaviour/checked/${name}`, hcl });
    const [parse, ...judged] = answers.map(({ refused = '' }) => refused);
    // A job that cannot be parsed is asked no further; what validation refuses, planning and registering refuse.
    const expected = scope.asOf(refused instanceof RegExp ? [refused] : refused);
    for (const refused of judged.length > 0 ? judged : [parse]) expect(refused).toMatch(expected);
  },
);
