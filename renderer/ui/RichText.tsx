import { ImageOff } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import { parseMarkdown, parsePlain } from '#renderer/ui/markdown.ts'
import { parseHtml, textOf, type MarkupNode, type MarkupTag } from '#renderer/ui/markup.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

type Props = {
  readonly source: string
  readonly format: 'html' | 'markdown' | 'plain'
  /** Somebody pressed a link. Nothing is opened here. */
  readonly onLink: (url: string) => void
}

const parsers = { html: parseHtml, markdown: parseMarkdown, plain: parsePlain } as const

/** Untrusted words as React elements of our own choosing. Images do not load, links ask first, hidden characters show. */
export function RichText({ source, format, onLink }: Props) {
  const nodes = useMemo(() => parsers[format](source), [source, format])
  return (
    <div className="rich-text" dir="auto">
      {draw(nodes, onLink)}
    </div>
  )
}

const draw = (nodes: readonly MarkupNode[], onLink: Props['onLink']): ReactNode =>
  nodes.map((node, index) => <Node key={`${index}`} node={node} onLink={onLink} />)

function Node({ node, onLink }: { readonly node: MarkupNode; readonly onLink: Props['onLink'] }) {
  switch (node.kind) {
    case 'text':
      return <VisibleText text={node.text} />
    case 'element':
      return <Element tag={node.tag}>{draw(node.children, onLink)}</Element>
    case 'link':
      return <Link url={node.url} nodes={node.children} onLink={onLink} />
    case 'image':
      return (
        <span className="held-image">
          <ImageOff />
          {t('Image not loaded')}
          {node.alt === '' ? '' : `: ${node.alt}`}
          <span className="tertiary">{node.host}</span>
        </span>
      )
    case 'cut':
      return <div className="tertiary">{t('The message goes on; the helpdesk has all of it.')}</div>
  }
}

function Element({ tag, children }: { readonly tag: MarkupTag; readonly children: ReactNode }) {
  switch (tag) {
    case 'br':
      return <br />
    case 'hr':
      return <hr />
    case 'row':
      return <div className="rich-row">{children}</div>
    case 'cell':
      return <span>{children}</span>
    case 'div':
      return <div className="rich-block">{children}</div>
    case 'ul':
    case 'ol':
    case 'li':
    case 'pre':
    case 'blockquote':
    case 'strong':
    case 'em':
    case 'u':
    case 's':
    case 'code': {
      const Tag = tag
      return <Tag>{children}</Tag>
    }
  }
}

/** The words look like an address, and not like the one they lead to. */
const misleads = (label: string, url: string): boolean => {
  const claimed = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?:[/?#:].*)?$/u.exec(label.trim())?.[1]
  if (claimed === undefined || !/^https?:/.test(url)) return false
  const host = new URL(url).host
  return claimed.toLowerCase() !== host && `www.${claimed.toLowerCase()}` !== host
}

function Link({
  url,
  nodes,
  onLink,
}: { readonly url: string; readonly nodes: readonly MarkupNode[] } & Pick<Props, 'onLink'>) {
  const wrong = misleads(textOf(nodes), url)
  return (
    <button type="button" className="rich-link" title={url} onClick={() => onLink(url)}>
      {draw(nodes, onLink)}
      {wrong ? <span className="rich-target">{t('leads to {{host}}', { host: new URL(url).host })}</span> : null}
    </button>
  )
}
