import { Clock, Disc, Ellipsis, FlaskConical, Keyboard, PhoneCall } from 'lucide-react'
import { memo, useState } from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import { copyCaptions, largerCaptions, smallerCaptions, turnAloud } from '#renderer/app/Calls/caption-acts.ts'
import {
  callSpan,
  costWords,
  longSpanWords,
  recordingTone,
  recordingWords,
  spanWords,
} from '#renderer/app/Calls/call-words.ts'
import { useCallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import { LatencyChip } from '#renderer/app/Calls/Latency.tsx'
import { exactTimes, setInterruptible } from '#renderer/state/call-actions.ts'
import { captionSizes, useCallPreferences } from '#renderer/state/call-preferences.ts'
import { openConversation, openSettings } from '#renderer/state/ui.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Menu, type Choice } from '#renderer/ui/Menu.tsx'
import { useSeconds } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

type Props = { readonly call: Call; readonly now: CallNow | null }

/** Who calls whom, whether it is recorded, how quickly the agent answers, how long it lasts and what it costs. */
export const CallHead = memo(function CallHead({ call, now }: Props) {
  const tone = recordingTone(call.recording)
  return (
    <header className="call-head">
      <Avatar name={call.caller} size="large" />
      <div className="call-who">
        <h2>
          <VisibleText text={call.caller} />
        </h2>
        <p className="conversation-meta">
          {call.medium === 'text' ? <Keyboard /> : <PhoneCall />}
          <span>
            {call.number === null ? (
              <VisibleText text={call.agent.name} />
            ) : (
              <Phrase
                text="{{number}} on {{agent}}"
                values={{ number: <VisibleText text={call.number} />, agent: <VisibleText text={call.agent.name} /> }}
              />
            )}
            {call.medium === 'text' ? `, ${t('text only')}` : ''}
          </span>
        </p>
      </div>
      <span className="call-chips">
        {call.dryRun ? (
          <span className="call-chip is-rehearsed">
            <FlaskConical />
            {t('Dry run')}
          </span>
        ) : null}
        {call.medium === 'text' ? null : (
          <span className={`call-chip is-${tone}`}>
            <Disc />
            {recordingWords(call.recording, call.consent)}
          </span>
        )}
        <LatencyChip now={now} />
        <Lasting call={call} />
      </span>
      <More call={call} now={now} />
    </header>
  )
})

function Lasting({ call }: { readonly call: Call }) {
  const ticking = useSeconds()
  const span = callSpan(call, ticking)
  return (
    <span
      className="call-chip tabular"
      role="img"
      aria-label={t('Lasts {{span}}, {{cost}}', { span: longSpanWords(span), cost: costWords(call.cost) })}
    >
      <Clock />
      {spanWords(span)}, {costWords(call.cost)}
    </span>
  )
}

function More({ call, now }: Props) {
  const [isOpen, setOpen] = useState(false)
  const screen = useCallScreenStore()
  const { size, readAloud } = useCallPreferences()
  const isVoice = call.medium === 'voice'
  const choices: readonly (Choice & { readonly act: () => void })[] = [
    {
      id: 'larger',
      label: t('Captions larger'),
      hint: size === captionSizes.at(-1) ? t('largest') : t('now {{size}} px', { size }),
      act: largerCaptions,
    },
    { id: 'smaller', label: t('Captions smaller'), act: smallerCaptions },
    { id: 'find', label: t('Search in this call'), act: () => screen.setState({ sought: '', hit: 0 }) },
    { id: 'copy', label: t('Copy the captions'), act: () => void copyCaptions() },
    { id: 'aloud', label: readAloud ? t('Stop reading captions aloud') : t('Read captions aloud'), act: turnAloud },
    ...(now === null
      ? []
      : [
          {
            id: 'interrupt',
            label: now.interruptible ? t('Agent may not be interrupted') : t('Agent may be interrupted'),
            act: () => void setInterruptible(call.id, !now.interruptible),
          },
        ]),
    ...(isVoice && call.recording.state === 'kept'
      ? [
          { id: 'exact', label: t('Exact times of words'), act: () => void exactTimes(call.id) },
          { id: 'remove', label: t('Remove the recording…'), act: () => screen.setState({ dialog: 'remove' }) },
        ]
      : []),
    { id: 'inbox', label: t('Show in the inbox'), act: () => openConversation(call.conversationId) },
    { id: 'settings', label: t('Settings of calls'), act: () => openSettings('calls') },
  ]
  return (
    <Menu
      label={t('More about this call')}
      className="call-more"
      choices={choices}
      isOpen={isOpen}
      onOpenChange={setOpen}
      onChoose={(id) => choices.find((choice) => choice.id === id)?.act()}
    >
      <Ellipsis aria-label={t('More about this call')} role="img" />
    </Menu>
  )
}
