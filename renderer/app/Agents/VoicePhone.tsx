import { Label, Radio, RadioGroup, TextField, Input, FieldError } from 'react-aria-components'
import { useState } from 'react'
import { agentLimits, voiceIds, type AgentVoice } from '#contract/agent.ts'
import { voiceKey, voiceNotes, voiceTitle } from '#renderer/app/Agents/agent-words.ts'
import { NumberTable } from '#renderer/app/Agents/NumberTable.tsx'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { TriggerMeter } from '#renderer/app/Agents/TriggerMeter.tsx'
import { VoiceSample } from '#renderer/app/Agents/VoiceSample.tsx'
import { TextField as PlainField } from '#renderer/app/Settings/fields.tsx'
import { readNumber } from '#renderer/ui/SchemaForm/draft.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** How the agent sounds, when it takes its turn, and which telephone numbers ring it. */
const standard: AgentVoice = { voiceId: 'eve', vadThreshold: 0.5, vadSilenceMs: 300, rest: {} }

export function VoicePhone({ edited }: { readonly edited: Edited }) {
  const { voice } = edited.draft.draft
  const live = edited.draft.basis.voice
  const put = (change: Partial<AgentVoice>): void =>
    edited.change((before) => ({ ...before, voice: { ...(before.voice ?? standard), ...change } }))
  const wrong = (part: string): string | null =>
    said(edited.problems.find(({ pointer }) => pointer === `/voice/${part}`)?.message ?? '') || null
  const chosen = voice === null ? null : voiceKey(voice.voiceId)
  const isOther = chosen !== null && !voiceIds.some((id) => id === chosen)
  const isLive = (id: string): boolean => edited.view !== null && live !== null && voiceKey(live.voiceId) === id
  return (
    <div className="agent-page">
      <h3>
        {t('Voice')}
        {voice === null ? <span>{t('the service chooses')}</span> : null}
        <span className="grow" />
        <VoiceSample voiceId={voice?.voiceId ?? standard.voiceId} />
        {voice === null ? null : (
          <Button size="small" look="quiet" onClick={() => edited.change((before) => ({ ...before, voice: null }))}>
            {t('Let the service choose')}
          </Button>
        )}
      </h3>
      <RadioGroup
        className="agent-voices"
        aria-label={t('Voice')}
        orientation="horizontal"
        value={chosen}
        onChange={(id) => put({ voiceId: id })}
      >
        {[...voiceIds].toSorted().map((id) => (
          <Radio key={id} value={id} className="agent-voice" data-live={isLive(id)}>
            <b>
              {voiceTitle(id)}
              {isLive(id) && chosen !== id ? <small>{t('live')}</small> : null}
            </b>
            <span>{voiceNotes[id]}</span>
          </Radio>
        ))}
        {isOther && voice !== null ? (
          <Radio value={chosen} className="agent-voice" data-live={isLive(chosen)}>
            <b>
              <VisibleText text={voiceTitle(voice.voiceId)} />
            </b>
            <span>{t('of the service')}</span>
          </Radio>
        ) : null}
      </RadioGroup>
      <PlainField
        label={t('Another voice, by its id')}
        mono
        value={isOther && voice !== null ? voice.voiceId : ''}
        error={wrong('voiceId')}
        onChange={(id) => put({ voiceId: id === '' ? (live?.voiceId ?? standard.voiceId) : id })}
      />
      <div className="agent-vads">
        <Slider
          label={t('Speech threshold')}
          value={voice?.vadThreshold ?? standard.vadThreshold}
          live={live?.vadThreshold ?? null}
          most={1}
          step={0.05}
          digits={2}
          unit=""
          help={t('Louder than this counts as speech.')}
          error={wrong('vadThreshold')}
          onChange={(vadThreshold) => put({ vadThreshold })}
        />
        <Slider
          label={t('Silence before a turn ends')}
          value={voice?.vadSilenceMs ?? standard.vadSilenceMs}
          live={live?.vadSilenceMs ?? null}
          most={agentLimits.silenceMs}
          step={50}
          digits={0}
          unit={t('ms')}
          help={t('After so much silence the agent answers.')}
          error={wrong('vadSilenceMs')}
          onChange={(vadSilenceMs) => put({ vadSilenceMs })}
        />
        <TriggerMeter
          threshold={voice?.vadThreshold ?? standard.vadThreshold}
          silenceMs={voice?.vadSilenceMs ?? standard.vadSilenceMs}
        />
      </div>
      <NumberTable agentId={edited.draft.agentId} agentName={edited.draft.draft.name} />
    </div>
  )
}

type SliderProps = {
  readonly label: string
  readonly value: number
  /** What the service has now. */
  readonly live: number | null
  readonly most: number
  readonly step: number
  readonly digits: number
  readonly unit: string
  readonly help: string
  readonly error: string | null
  readonly onChange: (value: number) => void
}

const written = (value: number, digits: number): string => (Number.isNaN(value) ? '' : value.toFixed(digits))

/** A slider, and the same as text: what is typed stays as typed for as long as it means the value. */
function Slider({ label, value, live, most, step, digits, unit, help, error, onChange }: SliderProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const [unread, setUnread] = useState<string | null>(null)
  const shown = unread ?? (typed !== null && readNumber(typed, false) === value ? typed : written(value, digits))
  const share = (at: number): string => `${Math.min(100, Math.max(0, (at / most) * 100))}%`
  const type = (next: string): void => {
    const read = readNumber(next, false)
    setUnread(typeof read === 'number' ? null : next)
    setTyped(next)
    if (typeof read === 'number') onChange(read)
  }
  const message = unread === null ? error : t('Must be a number; the last one counts.')
  return (
    <div>
      <TextField
        className="agent-vad-head"
        value={shown}
        onChange={type}
        onBlur={() => setUnread(null)}
        isInvalid={message !== null}
        validationBehavior="aria"
        inputMode="decimal"
      >
        <Label>{label}</Label>
        <span className="agent-vad-value">
          <Input className="form-input" data-edited={live !== null && live !== value} />
          {unit === '' ? null : <span className="small tertiary">{unit}</span>}
        </span>
        <FieldError className="form-error">{message}</FieldError>
      </TextField>
      <span className="agent-slider">
        <input
          type="range"
          aria-label={t('{{label}}, slider', { label })}
          aria-valuetext={`${written(value, digits)}${unit === '' ? '' : ` ${unit}`}`}
          min={0}
          max={most}
          step={step}
          value={Math.min(most, Math.max(0, Number.isNaN(value) ? 0 : value))}
          onChange={(event) => {
            setUnread(null)
            onChange(Number(event.target.value))
          }}
        />
        <i style={{ width: share(value) }} aria-hidden="true" />
        {live === null || live === value ? null : <u style={{ insetInlineStart: share(live) }} aria-hidden="true" />}
      </span>
      <p className="small tertiary">{help}</p>
    </div>
  )
}
