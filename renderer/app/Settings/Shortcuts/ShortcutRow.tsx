import { Plus, RotateCcw, TriangleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { canYield, type Verdict } from '#renderer/app/Settings/Shortcuts/key-choice.ts'
import { useRecording } from '#renderer/app/Settings/Shortcuts/use-recording.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { comboKeys, isSingle } from '#renderer/ui/combos.ts'
import { comboWords, Keys } from '#renderer/ui/Kbd.tsx'
import { areaWords, type Definition } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What is being done to a command's keys: listening for one, or a key that was pressed and is not free. */
export type Recording = {
  readonly id: string
  /** The key it takes the place of; null: one more. */
  readonly replaced: string | null
  readonly heard: { readonly combo: string; readonly verdict: Verdict } | null
}

type Props = {
  readonly id: string
  readonly definition: Definition
  readonly combos: readonly string[]
  readonly singleKeys: boolean
  readonly changed: boolean
  readonly recording: Recording | null
  readonly onRecord: (replaced: string | null) => void
  readonly onKey: (combo: string) => void
  readonly onTake: () => void
  readonly onRemove: (combo: string) => void
  readonly onReset: () => void
  readonly onCancel: () => void
}

/** One command and its keys. A key is changed by pressing it, then the new one. */
export function ShortcutRow(props: Props) {
  const { definition, combos, recording, changed, singleKeys } = props
  const { title, area, fixed } = definition
  const listening = recording !== null && recording.heard === null
  const first = useRecording(listening, { key: props.onKey, cancel: props.onCancel })
  const row = useRef<HTMLLIElement>(null)
  const was = useRef(false)
  const busy = recording !== null
  // What had the focus is gone once it has been replaced: the row keeps it.
  useEffect(() => {
    if (
      was.current &&
      !busy &&
      !row.current?.contains(document.activeElement) &&
      document.activeElement === document.body
    )
      row.current?.querySelector<HTMLElement>('.shortcut-chip')?.focus()
    was.current = busy
  }, [busy])
  return (
    <li ref={row} className="shortcut-row" data-recording={busy} data-changed={changed}>
      <span className="shortcut-title">
        {title}
        <small>{areaWords(area)}</small>
      </span>
      <span className="shortcut-chips">
        {combos.map((combo) =>
          fixed === true ? (
            <span key={combo} className="shortcut-fixed">
              <Keys keys={comboKeys(combo)} />
              <small>{t('fixed')}</small>
            </span>
          ) : (
            <button
              key={combo}
              type="button"
              className="shortcut-chip"
              data-off={!singleKeys && isSingle(combo)}
              onClick={() => props.onRecord(combo)}
            >
              <span className="visually-hidden">
                {t(
                  !singleKeys && isSingle(combo)
                    ? '{{title}}: {{combo}}, turned off. Change'
                    : '{{title}}: {{combo}}. Change',
                  { title, combo: comboWords(combo) },
                )}
              </span>
              {listening && recording.replaced === combo ? (
                <Listening first={first} />
              ) : (
                <Keys keys={comboKeys(combo)} />
              )}
            </button>
          ),
        )}
        {listening && recording.replaced === null ? (
          <span className="shortcut-chip is-new">
            <Listening first={first} />
          </span>
        ) : null}
        {combos.length === 0 && !listening ? <span className="shortcut-none">{t('No key')}</span> : null}
      </span>
      <span className="shortcut-verbs">
        {fixed === true || combos.length >= 4 ? null : (
          <button
            type="button"
            className="shortcut-verb"
            aria-label={t('{{title}}: add a key', { title })}
            title={t('Add a key')}
            onClick={() => props.onRecord(null)}
          >
            <Plus />
          </button>
        )}
        {changed ? (
          <button
            type="button"
            className="shortcut-verb"
            aria-label={t('{{title}}: reset', { title })}
            title={t('Reset')}
            onClick={props.onReset}
          >
            <RotateCcw />
          </button>
        ) : null}
      </span>
      {recording === null ? null : <Answer {...props} recording={recording} />}
    </li>
  )
}

function Listening({ first }: { readonly first: string | null }) {
  return <span className="shortcut-listening">{first === null ? t('Press a key…') : `${first} …`}</span>
}

/** What can be done now: give up, take the key away, or take it from who has it. */
function Answer(props: Props & { readonly recording: Recording }) {
  const { recording, definition } = props
  const { heard, replaced } = recording
  const giveUp = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    props.onCancel()
  }
  return (
    <div className="shortcut-answer" onKeyDown={giveUp}>
      {heard === null ? (
        <span className="grow" role="status">
          {t('Press the keys for “{{title}}”. Escape gives up.', { title: definition.title })}
        </span>
      ) : (
        <>
          <TriangleAlert />
          <span className="grow" role="alert">
            <VerdictText heard={heard} title={definition.title} where={areaWords(definition.area)} />
          </span>
          {canYield(heard.verdict) ? (
            <Button size="small" look="solid" autoFocus onClick={props.onTake}>
              {t('Use it here')}
            </Button>
          ) : null}
          <Button size="small" onClick={() => props.onRecord(replaced)}>
            {t('Press another')}
          </Button>
        </>
      )}
      {replaced === null ? null : (
        <Button size="small" look="quiet" onClick={() => props.onRemove(replaced)}>
          {t('Remove this key')}
        </Button>
      )}
      <Button size="small" look="quiet" onClick={props.onCancel}>
        {t('Cancel')}
      </Button>
    </div>
  )
}

type Heard = NonNullable<Recording['heard']>

function VerdictText({
  heard,
  title,
  where,
}: {
  readonly heard: Heard
  readonly title: string
  readonly where: string
}) {
  const { verdict, combo } = heard
  switch (verdict.kind) {
    case 'refused':
      return (
        <Phrase
          text="{{combo}} cannot be used. {{reason}}"
          values={{ combo: <b>{comboWords(combo)}</b>, reason: verdict.reason }}
        />
      )
    case 'taken':
      return (
        <Phrase
          text="{{combo}} is taken: {{others}}. “{{title}}” works {{where}}, so both could be meant."
          values={{
            combo: <b>{comboWords(combo)}</b>,
            others: verdict.by.map((by) => t('“{{title}}” {{where}}', { title: by.title, where: by.where })).join(', '),
            title,
            where,
          }}
        />
      )
    case 'free':
    case 'own':
      return null
  }
}
