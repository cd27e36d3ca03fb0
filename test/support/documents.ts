import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'

/** The pages of this repository as they are checked: their prose, what stands in backticks, their blocks, headings and links. */

export const root = join(import.meta.dirname, '..', '..')

export type Page = {
  /** From the root, with slashes. */
  readonly file: string
  /** Without what stands in blocks. */
  readonly prose: string
  /** Lines of fenced and of indented blocks. */
  readonly blocks: readonly string[]
  /** What stands in backticks. */
  readonly spans: readonly string[]
  /** The names of its headings in links. */
  readonly anchors: ReadonlySet<string>
  readonly links: readonly string[]
}

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))

const atTheTop = () => readdirSync(root, { withFileTypes: true }).flatMap((one) => (one.isFile() ? [one.name] : []))

/** Everything a page may name. */
export const repositoryFiles = (): readonly string[] => [
  ...atTheTop(),
  ...['.github', 'bench', 'docs', 'main', 'packaging', 'preload', 'renderer', 'test'].flatMap(filesUnder),
]

/** As GitHub makes them: letters, digits, dashes; a second one of the same words is numbered. */
function anchorsOf(prose: string): ReadonlySet<string> {
  const seen = new Map<string, number>()
  const names = [...prose.matchAll(/^#{1,6} +(.+?) *$/gmu)].map(([, heading = '']) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/gu, '$1').toLowerCase()
    const name = words.replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-')
    const before = seen.get(name) ?? 0
    seen.set(name, before + 1)
    return before === 0 ? name : `${name}-${before}`
  })
  return new Set(names)
}

export function readPage(file: string, text: string): Page {
  const blocks: string[] = []
  const prose: string[] = []
  let fence: string | null = null
  let before = ''
  for (const line of text.split('\n')) {
    const mark = /^ *(```+)/u.exec(line)?.[1] ?? null
    if (fence !== null) {
      if (mark !== null && mark.length >= fence.length) fence = null
      else blocks.push(line)
    } else if (mark !== null) fence = mark
    else if (/^ {4}\S/u.test(line) && (before === '' || /^ {4}/u.test(before))) blocks.push(line.trim())
    else prose.push(line)
    before = line
  }
  const words = prose.join('\n')
  return {
    file,
    prose: words,
    blocks,
    spans: [...words.matchAll(/(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/gu)].map(([, , span = '']) =>
      span.replace(/\s+/gu, ' ').replaceAll('\\|', '|').trim(),
    ),
    anchors: anchorsOf(words),
    links: [...words.replace(/`[^`\n]*`/gu, '').matchAll(/\]\(([^()\s]+)\)/gu)].map(([, link = '']) => link),
  }
}

export const pages: readonly Page[] = [...atTheTop(), ...filesUnder('docs')].flatMap((file) =>
  file.endsWith('.md') ? [readPage(file, readFileSync(join(root, file), 'utf8'))] : [],
)

/** Why a link of a page leads nowhere, or null. Addresses elsewhere are not asked for. */
export function deadLink(page: Page, link: string, every: readonly Page[], files: ReadonlySet<string>): string | null {
  if (/^[a-z]+:/u.test(link)) return null
  const [path = '', anchor] = link.split('#', 2)
  const file = path === '' ? page.file : posix.join(dirname(page.file), path)
  const isFolder = [...files].some((one) => one.startsWith(file.replace(/\/?$/u, '/')))
  if (!files.has(file) && !isFolder) return `${page.file}: ${link} is no file`
  if (anchor === undefined) return null
  const target = every.find((one) => one.file === file)
  return target?.anchors.has(anchor) === true ? null : `${page.file}: ${link} has no such heading`
}
