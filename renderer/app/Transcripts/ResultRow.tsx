import { AudioLines, MoveRight, ShieldAlert, Star, StickyNote } from 'lucide-react'
import { Fragment } from 'react'
import type { TranscriptHit } from '#contract/transcript.ts'
import { lengthWords } from '#renderer/app/Transcripts/search-words.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { channelIcons } from '#renderer/ui/icons.ts'
import { exactWords, shortDayWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { channelWords, riskWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** One conversation in which something was found: whom with, the place, and what came of it. What only the eye sees is also in words. */
export function ResultRow({ hit, now }: { readonly hit: TranscriptHit; readonly now: number }) {
  const Icon = hit.callId === null ? channelIcons[hit.channel] : channelIcons.phone
  return (
    <>
      <div className="result-head">
        <Icon />
        <b>
          <VisibleText text={hit.customer} />
        </b>
        {hit.starred ? <Star className="result-star" /> : null}
        <span className="visually-hidden">
          ,{' '}
          {[
            hit.callId === null ? channelWords[hit.channel] : t('Call'),
            ...(hit.starred ? [t('starred')] : []),
            ...(hit.reviewed ? [t('reviewed')] : []),
          ].join(', ')}
          ,{' '}
        </span>
        <time dateTime={new Date(hit.at).toISOString()} title={exactWords(hit.at)}>
          {shortDayWords(hit.at, now)}
        </time>
      </div>
      <p className="result-text">
        <span className="visually-hidden">, </span>
        {hit.snippet === null ? (
          <VisibleText text={hit.subject} />
        ) : (
          <Marked text={hit.snippet.text} ranges={hit.snippet.ranges} />
        )}
      </p>
      <Foot hit={hit} />
    </>
  )
}

function Foot({ hit: { risk, change, durationMs, notes, guardrail } }: { readonly hit: TranscriptHit }) {
  if (risk === null && change === null && durationMs === null && notes === 0 && !guardrail) return null
  return (
    <div className="result-foot">
      <span className="visually-hidden">, </span>
      {risk === null ? null : <Dial risk={risk} size={13} />}
      {change === null ? null : (
        <span className="result-change">
          <span>
            <VisibleText text={change.before} />
          </span>
          <MoveRight />
          <span className="visually-hidden"> {t('changed to')} </span>
          <span>
            <VisibleText text={change.after} />
          </span>
        </span>
      )}
      {risk !== null && change === null ? <span>R{risk}</span> : null}
      {risk === null ? null : <span className="visually-hidden">, {riskWords[risk]}</span>}
      {durationMs === null ? null : (
        <span className="result-mark">
          <AudioLines />
          <span className="visually-hidden">, {t('recording of')} </span>
          {lengthWords(durationMs)}
        </span>
      )}
      {notes === 0 ? null : (
        <span className="result-mark">
          <StickyNote />
          <span className="visually-hidden">, {t('notes:')} </span>
          {notes}
        </span>
      )}
      {guardrail ? (
        <span className="result-mark result-guardrail">
          <ShieldAlert />
          {t('guardrail')}
        </span>
      ) : null}
    </div>
  )
}

type MarkedProps = { readonly text: string; readonly ranges: readonly (readonly [number, number])[] }

/** Places in a text, not markup in it. */
function Marked({ text, ranges }: MarkedProps) {
  const fitting = ranges
    .filter(([from, to]) => from < to && to <= text.length)
    .toSorted((one, other) => one[0] - other[0])
    .filter(([from], at, all) => at === 0 || from >= (all[at - 1]?.[1] ?? 0))
  return (
    <>
      {fitting.map(([from, to], at) => (
        <Fragment key={from}>
          <VisibleText text={text.slice(fitting[at - 1]?.[1] ?? 0, from)} />
          <mark>
            <VisibleText text={text.slice(from, to)} />
          </mark>
        </Fragment>
      ))}
      <VisibleText text={text.slice(fitting.at(-1)?.[1] ?? 0)} />
    </>
  )
}
