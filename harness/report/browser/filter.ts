/** Makes the list of tests answer to its filter: words, status, area and order. */
export function filterTests(say: (text: string) => void): void {
  const form = document.querySelector<HTMLFormElement>('#filter');
  const list = document.querySelector<HTMLElement>('#test-list');
  if (!form || !list) return;
  form.hidden = false;
  const tests = [...list.querySelectorAll<HTMLElement>('.test')];
  const apply = () => {
    const wanted = new FormData(form);
    const words = String(wanted.get('words') ?? '')
      .toLowerCase()
      .split(/\s+/);
    const [status, area] = [String(wanted.get('status')), String(wanted.get('area'))];
    let shown = 0;
    for (const test of tests) {
      const { status: own, area: place, words: text = '' } = test.dataset;
      const fits =
        (status === 'all' || own === status) &&
        (area === 'all' || place === area) &&
        words.every((word) => text.includes(word));
      test.hidden = !fits;
      if (fits) shown += 1;
    }
    const count = form.querySelector('output');
    if (count) count.textContent = `${shown} of ${tests.length} tests`;
    say(`${shown} of ${tests.length} tests`);
  };
  const sort = () => {
    const order = String(new FormData(form).get('order'));
    const key = (test: HTMLElement) => Number(test.dataset[order] ?? 0);
    const sorted = [...tests].sort((a, b) => (order === 'ms' ? key(b) - key(a) : key(a) - key(b)));
    list.append(...sorted);
  };
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', apply);
  form.addEventListener('change', () => {
    sort();
    apply();
  });
}
