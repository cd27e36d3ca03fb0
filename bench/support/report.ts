import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from '#bench/support/stats.ts'

const document = join(import.meta.dirname, '..', '..', 'docs', 'performance.md')
const verdict = ({ met }: Figure): string => (met === null ? '–' : met ? 'yes' : '**no**')

export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    figure.ours,
    figure.limit,
    figure.ratio === null ? '–' : figure.ratio.toFixed(2),
    figure.goal,
    verdict(figure),
  ])
  const lines = [['figure', 'ours', 'limit', 'ratio', 'goal', 'met'], Array.from({ length: 6 }, () => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Each bench has its place in the document, between two marks. */
export function writeReport(measured: Readonly<Record<string, readonly Figure[]>>): void {
  const written = Object.entries(measured).reduce(
    (text, [name, figures]) => {
      const [start, end] = [`<!-- bench ${name} -->`, `<!-- end ${name} -->`]
      const [from, to] = [text.indexOf(start), text.indexOf(end)]
      if (from === -1 || to < from) throw new Error(`docs/performance.md has no place for ${name}.`)
      return `${text.slice(0, from)}${start}\n\n${formatTable(figures)}\n\n${text.slice(to)}`
    },
    readFileSync(document, 'utf8'),
  )
  writeFileSync(document, written)
}
