import type { Rendering, Run } from '#contract/reply-rendering.ts'
import { escapeHtml } from '#main/clients/html-text.ts'

/** A rendering as HTML: these tags and no others, every character of the words escaped. */
export const renderedHtml = ({ blocks }: Rendering): string =>
  blocks
    .map((block) => {
      if (block.kind === 'paragraph') return `<p>${block.lines.map(lineHtml).join('<br>')}</p>`
      const tag = block.ordered ? 'ol' : 'ul'
      return `<${tag}>${block.items.map((item) => `<li>${lineHtml(item)}</li>`).join('')}</${tag}>`
    })
    .join('')

/** Runs of the same link are one link. */
function lineHtml(line: readonly Run[]): string {
  return line
    .map((run, at) => {
      const { href } = run
      if (href === undefined) return runHtml(run)
      const opens = line[at - 1]?.href === href ? '' : `<a href="${escapeHtml(href)}">`
      const closes = line[at + 1]?.href === href ? '' : '</a>'
      return `${opens}${runHtml(run)}${closes}`
    })
    .join('')
}

function runHtml({ text, bold, italic, code }: Run): string {
  let html = escapeHtml(text)
  if (code === true) html = `<code>${html}</code>`
  if (italic === true) html = `<i>${html}</i>`
  return bold === true ? `<b>${html}</b>` : html
}
