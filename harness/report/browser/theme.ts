const order = ['system', 'light', 'dark'] as const;

/** The button that goes from the system's theme to light to dark. `changed` is told, also when the system changes. */
export function themeButton(changed: () => void): void {
  const button = document.querySelector<HTMLButtonElement>('#theme');
  if (!button) return;
  let at = 0;
  button.hidden = false;
  button.addEventListener('click', () => {
    at = (at + 1) % order.length;
    const name = order[at] ?? 'system';
    if (name === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    button.textContent = `Theme: ${name}`;
    changed();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}
