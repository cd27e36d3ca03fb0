import type { DocumentText } from '#contract/knowledge.ts'

/** A file of a folder as a document: what stands above it between two lines of dashes, its title, and its words. */
export type FolderFile = { readonly path: string; readonly text: string; readonly format: 'markdown' | 'html' }

const most = { title: 200, tags: 20, tag: 60 } as const

/** `readHtml`: the words of a page as Markdown, and what it calls itself. */
export function documentOf(
  file: FolderFile,
  readHtml: (html: string) => { readonly text: string; readonly title: string | null },
): DocumentText {
  const { fields, body } = frontMatter(file.text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n'))
  const page = file.format === 'html' ? readHtml(body) : { text: body, title: null }
  const content = `${page.text.trim()}\n`
  const named = fields.get('title') ?? page.title ?? /^#{1,3} +(.+)$/m.exec(content)?.[1] ?? nameOf(file.path)
  const url = fields.get('url') ?? null
  const language = fields.get('language') ?? fields.get('lang') ?? null
  return {
    externalId: file.path,
    title: named.trim().slice(0, most.title) || nameOf(file.path),
    content,
    url: url !== null && /^https?:\/\/\S+$/.test(url) ? url : null,
    language: language !== null && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language) ? language : null,
    tags: tagsOf(fields.get('tags') ?? ''),
    active: fields.get('active') !== 'false',
  }
}

const nameOf = (path: string): string =>
  (path.split('/').at(-1) ?? path).replace(/\.(md|markdown|html?)$/i, '').replaceAll(/[-_]+/g, ' ')

const tagsOf = (text: string): string[] =>
  [
    ...new Set(
      text
        .replaceAll(/^\[|\]$/g, '')
        .split(/[,\n]/)
        .map((tag) => unquoted(tag).slice(0, most.tag))
        .filter((tag) => tag !== ''),
    ),
  ].slice(0, most.tags)

const unquoted = (text: string): string =>
  text
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim()

/** Single lines "name: value" and lists with dashes; anything else in it is left aside. */
function frontMatter(text: string): { readonly fields: ReadonlyMap<string, string>; readonly body: string } {
  const match = /^---\n([\s\S]{0,20000}?)\n---(?:\n|$)/.exec(text)
  if (match === null) return { fields: new Map(), body: text }
  const fields = new Map<string, string>()
  let last = ''
  for (const line of (match[1] ?? '').split('\n')) {
    const pair = /^([A-Za-z_]{1,40}):\s*(.*)$/.exec(line)
    const item = /^\s+-\s+(.*)$|^-\s+(.*)$/.exec(line)
    if (pair !== null) {
      last = (pair[1] ?? '').toLowerCase()
      fields.set(last, unquoted(pair[2] ?? ''))
    } else if (item !== null && last !== '') {
      fields.set(last, `${fields.get(last) ?? ''}\n${unquoted(item[1] ?? item[2] ?? '')}`)
    }
  }
  return { fields, body: text.slice(match[0].length) }
}
