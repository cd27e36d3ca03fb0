import { focusPane } from '#renderer/state/panes.ts'

/** The row one stands on has the focus again, or the conversation, after something beside it was done. */
export function backToRow(): void {
  const row = document.querySelector<HTMLElement>('.tl-item[aria-current="true"]')
  if (row === null) focusPane('conversation')
  else row.focus({ preventScroll: true })
}
