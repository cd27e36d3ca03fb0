import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { rangesOf, type Found } from '#renderer/app/Palette/found.ts'
import type { PaletteCommand } from '#renderer/app/Palette/palette-commands.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { channelIcons } from '#renderer/ui/icons.ts'
import { comboWords, Keys } from '#renderer/ui/Kbd.tsx'
import { comboKeys } from '#renderer/ui/combos.ts'
import { ageWords, dayWords, useNow } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { channelWords, riskWords } from '#renderer/ui/words.ts'
import { said, t } from '#renderer/ui/language.ts'

/** Text with its hits set heavier: ranges, not markup. */
function Marked({ text, ranges }: { readonly text: string; readonly ranges: readonly (readonly [number, number])[] }) {
  const parts: ReactNode[] = []
  let from = 0
  for (const [start, end] of ranges) {
    if (start < from || end > text.length) continue
    parts.push(visibleString(text.slice(from, start)), <mark key={start}>{visibleString(text.slice(start, end))}</mark>)
    from = end
  }
  return (
    <>
      {parts}
      {visibleString(text.slice(from))}
    </>
  )
}

/** The words around the first hit, so that it is in sight. */
function excerpt(text: string, ranges: readonly (readonly [number, number])[]) {
  const first = ranges[0]?.[0] ?? 0
  const from = first > 40 ? first - 24 : 0
  const moved = ranges.map(
    ([start, end]) => [start - from + (from > 0 ? 1 : 0), end - from + (from > 0 ? 1 : 0)] as const,
  )
  return { text: `${from > 0 ? '…' : ''}${text.slice(from, from + 160)}`, ranges: moved }
}

type RowProps = { readonly found: Found; readonly query: string; readonly chosen: boolean }

export function FoundRow({ found, query, chosen }: RowProps) {
  const now = useNow()
  const enter = chosen ? <Keys keys={['Enter']} /> : null
  switch (found.kind) {
    case 'decision': {
      const { item } = found
      return (
        <>
          <Dial risk={item.risk} />
          <span className="palette-text">
            <Marked text={item.title} ranges={rangesOf(item.title, query)} />
            <small>
              <Marked text={item.customer} ranges={rangesOf(item.customer, query)} />,{' '}
              {channelWords[item.channel].toLowerCase()}, {ageWords(now - (item.waitingSince ?? item.proposedAt))}
            </small>
          </span>
          {enter}
        </>
      )
    }
    case 'message': {
      const { hit } = found
      const cut = excerpt(hit.snippet?.text ?? hit.subject, hit.snippet?.ranges ?? [])
      return (
        <>
          <Avatar name={hit.customer} size="small" />
          <span className="palette-text">
            <Marked text={cut.text} ranges={cut.ranges} />
          </span>
          <small>
            {hit.snippet?.author ?? hit.customer}, {dayWords(hit.at, now)}
          </small>
        </>
      )
    }
    case 'conversation': {
      const { conversation } = found
      const Channel = channelIcons[conversation.channel]
      return (
        <>
          <Channel />
          <span className="palette-text">
            <Marked text={conversation.customer.name} ranges={rangesOf(conversation.customer.name, query)} />
            <small>
              {conversation.subject === '' ? channelWords[conversation.channel] : visibleString(conversation.subject)}
            </small>
          </span>
          {enter}
        </>
      )
    }
    case 'command':
      return (
        <>
          <ChevronRight />
          <span className="palette-text">
            <Marked text={found.command.title} ranges={rangesOf(found.command.title, query)} />
            {found.command.missing === null ? null : <small>{found.command.missing}</small>}
          </span>
          {found.command.combo === null ? enter : <Keys keys={comboKeys(found.command.combo)} />}
        </>
      )
  }
}

/** A look at what would open. */
export function FoundPreview({ found }: { readonly found: Found }) {
  const now = useNow()
  switch (found.kind) {
    case 'decision': {
      const { item } = found
      return (
        <>
          <div className={`preview-risk risk-${item.risk}`}>
            <Dial risk={item.risk} />
            <b>R{item.risk}</b> {riskWords[item.risk]}
          </div>
          <p className="preview-title">{visibleString(said(item.title))}</p>
          <dl>
            <dt>{t('For')}</dt>
            <dd>{visibleString(item.customer)}</dd>
            <dt>{t('Tool')}</dt>
            <dd className="mono">{visibleString(item.tool)}</dd>
            <dt>{t('Waiting')}</dt>
            <dd>{ageWords(now - (item.waitingSince ?? item.proposedAt))}</dd>
            {item.reason === null ? null : (
              <>
                <dt>{t('Why now')}</dt>
                <dd>{item.reason}</dd>
              </>
            )}
          </dl>
        </>
      )
    }
    case 'message':
      return (
        <>
          <p className="preview-title">{visibleString(found.hit.customer)}</p>
          <p className="preview-text">
            <Marked text={found.hit.snippet?.text ?? found.hit.subject} ranges={found.hit.snippet?.ranges ?? []} />
          </p>
        </>
      )
    case 'conversation': {
      const { customer, channel, state, subject } = found.conversation
      return (
        <>
          <p className="preview-title">{visibleString(customer.name)}</p>
          <dl>
            <dt>{t('Channel')}</dt>
            <dd>{channelWords[channel]}</dd>
            <dt>{t('Subject')}</dt>
            <dd>{subject === '' ? t('None') : visibleString(subject)}</dd>
            <dt>{t('Email')}</dt>
            <dd>{customer.email === null ? t('Unknown') : visibleString(customer.email)}</dd>
            <dt>{t('State')}</dt>
            <dd>{state}</dd>
          </dl>
        </>
      )
    }
    case 'command':
      return <CommandPreview command={found.command} />
  }
}

function CommandPreview({ command }: { readonly command: PaletteCommand }) {
  return (
    <>
      <p className="preview-title">{command.title}</p>
      <dl>
        <dt>{t('Belongs to')}</dt>
        <dd>{command.section}</dd>
        <dt>{t('Key')}</dt>
        <dd>{command.combo === null ? t('None') : comboWords(command.combo)}</dd>
      </dl>
      {command.missing === null ? null : (
        <p className="preview-note">{t('{{missing}}, then it can be run.', { missing: command.missing })}</p>
      )}
      {command.decides && command.missing === null ? (
        <p className="preview-note">{t('Takes you to the verb. You press it there.')}</p>
      ) : null}
    </>
  )
}
