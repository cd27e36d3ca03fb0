const panes = ['rail', 'facets', 'search', 'queue', 'conversation', 'dock', 'evidence', 'section'] as const

export const focusPane = (name: (typeof panes)[number]): void =>
  document.querySelector<HTMLElement>(`[data-pane="${name}"]`)?.focus()

/** From pane to pane, in the order of reading; panes that are not on screen are passed over. */
export function cyclePanes(step: 1 | -1): void {
  const shown = panes.flatMap((name) => [...document.querySelectorAll<HTMLElement>(`[data-pane="${name}"]`)])
  const at = shown.findIndex((pane) => pane.contains(document.activeElement))
  const start = at === -1 && step === -1 ? 0 : at
  shown[(start + step + shown.length) % shown.length]?.focus()
}
