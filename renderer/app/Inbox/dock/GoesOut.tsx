import type { Block, Rendering, Run } from '#contract/reply-rendering.ts'
import { askLink } from '#renderer/state/ui.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/goes-out.css'
import { t } from '#renderer/ui/language.ts'

/** The words as they go out, drawn from what the desk will send; shown where they are more than their characters. */
export function GoesOut({ rendering, reader }: { readonly rendering: Rendering | null; readonly reader: string }) {
  if (rendering === null || !isMarked(rendering)) return null
  return (
    <div className="goes-out" role="group" aria-label={t('As {{reader}} will read it', { reader })} tabIndex={0}>
      <p className="goes-out-title" aria-hidden="true">
        {t('As {{reader}} will read it', { reader })}
      </p>
      <div className="rich-text" dir="auto">
        {rendering.blocks.map((block, at) => (
          <BlockView key={at} block={block} />
        ))}
      </div>
    </div>
  )
}

const isMarked = ({ blocks }: Rendering): boolean =>
  blocks.some((block) => block.kind === 'list' || block.lines.flat().some((run) => Object.keys(run).length > 1))

function BlockView({ block }: { readonly block: Block }) {
  if (block.kind === 'list') {
    const List = block.ordered ? 'ol' : 'ul'
    return (
      <List>
        {block.items.map((item, at) => (
          <li key={at}>
            <Line runs={item} />
          </li>
        ))}
      </List>
    )
  }
  return (
    <div className="rich-block">
      {block.lines.map((line, at) => (
        <span key={at}>
          {at === 0 ? null : <br />}
          <Line runs={line} />
        </span>
      ))}
    </div>
  )
}

/** Runs of the same link are one link; where it leads stands behind it, so that no label can hide it. */
function Line({ runs }: { readonly runs: readonly Run[] }) {
  return runs.map((run, at) => {
    const { href } = run
    if (href === undefined) return <RunView key={at} run={run} />
    if (runs[at - 1]?.href === href) return null
    const rest = runs.slice(at)
    const end = rest.findIndex((one) => one.href !== href)
    return (
      <span key={at}>
        <button type="button" className="rich-link" title={href} onClick={() => askLink(href)}>
          {(end < 0 ? rest : rest.slice(0, end)).map((one, index) => (
            <RunView key={index} run={one} />
          ))}
        </button>
        <span className="goes-out-address">
          <VisibleText text={href} />
        </span>
      </span>
    )
  })
}

function RunView({ run }: { readonly run: Run }) {
  const words = <VisibleText text={run.text} />
  const set = run.code === true ? <code>{words}</code> : words
  const slanted = run.italic === true ? <em>{set}</em> : set
  return run.bold === true ? <strong>{slanted}</strong> : slanted
}
