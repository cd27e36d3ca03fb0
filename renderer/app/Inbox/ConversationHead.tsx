import { CirclePause, FlaskConical, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { ConversationView } from '#contract/index.ts'
import type { Control, Conversation } from '#contract/conversation.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { tryInSight } from '#renderer/state/playground-replay.ts'
import { BotActionDialog } from '#renderer/app/Inbox/BotActionDialog.tsx'
import { isSilence } from '#renderer/app/Inbox/timeline-entries.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { Spark } from '#renderer/ui/CountersignMark.tsx'
import { channelIcons } from '#renderer/ui/icons.ts'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { ageWords, useNow } from '#renderer/ui/Time.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { channelWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

const controls: readonly { readonly id: Control; readonly label: string; readonly means: string }[] = [
  { id: 'agent', label: t('Agent'), means: t('The agent proposes') },
  { id: 'shared', label: t('Shared'), means: t('You and the agent') },
  { id: 'human', label: t('Human'), means: t('The agent is silent') },
]

/** Who it is, how they came, and who has the word. */
export function ConversationHead({ view }: { readonly view: ConversationView }) {
  const { conversation } = view
  const { failure, busy, run } = useCommand()
  const now = useNow()
  const setControl = (control: Control) =>
    run(() => theDesk().conversations.setControl({ id: conversation.id, control }))
  const [acting, setActing] = useState(false)
  useCommands({
    'conversation.control': () => setControl(conversation.control === 'human' ? 'agent' : 'human'),
    'conversation.action': () => setActing(true),
  })
  const Channel = channelIcons[conversation.channel]
  const waited = conversation.waitingSince === null ? null : now - conversation.waitingSince
  const state = conversation.state === 'open' ? null : conversation.state === 'closed' ? t('Closed') : t('Snoozed')
  return (
    <>
      <header className="conversation-head">
        <Avatar name={conversation.customer.name} size="large" />
        <div className="conversation-who">
          <h2>{visibleString(conversation.customer.name)}</h2>
          <div className="conversation-meta">
            <Channel />
            <span>
              {channelWords[conversation.channel]}
              {conversation.subject === '' ? '' : `, “${visibleString(conversation.subject)}”`}
            </span>
          </div>
        </div>
        <span className="grow" />
        {state === null ? null : <Chip>{state}</Chip>}
        {waited === null || waited < 60_000 ? null : (
          <Chip tone={waited > 15 * 60_000 ? 'warn' : 'neutral'}>
            {t('Waiting {{waited}}', { waited: ageWords(waited) })}
          </Chip>
        )}
        <Button
          size="small"
          look="quiet"
          aria-label={t('Try in the playground')}
          title={t('Try in the playground')}
          onClick={tryInSight}
        >
          <FlaskConical />
        </Button>
        <ControlSwitch control={conversation.control} busy={busy} onChoose={setControl} />
      </header>
      {failure === null ? null : <Notice tone="warn">{failure}</Notice>}
      {acting ? <BotActionDialog conversation={conversation} onClose={() => setActing(false)} /> : null}
      <AgentNotice
        conversation={conversation}
        isSilent={isSilent(view)}
        busy={busy}
        onAsk={() => run(() => theDesk().conversations.continueAgent({ id: conversation.id }))}
      />
    </>
  )
}

function useCommand() {
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const run = (act: () => Promise<unknown>) => {
    if (busy) return
    setBusy(true)
    setFailure(null)
    void act()
      .catch((error: unknown) => setFailure(failureText(error)))
      .finally(() => setBusy(false))
  }
  return { failure, busy, run }
}

type SwitchProps = { readonly control: Control; readonly busy: boolean; readonly onChoose: (control: Control) => void }

function ControlSwitch({ control, busy, onChoose }: SwitchProps) {
  const move = (event: React.KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const radios = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')]
    const at = radios.findIndex((radio) => radio === document.activeElement)
    radios[(at + step + radios.length) % radios.length]?.focus()
  }
  return (
    <div className="segments" role="radiogroup" aria-label={t('Who answers')} aria-busy={busy} onKeyDown={move}>
      {controls.map(({ id, label, means }) => (
        <button
          key={id}
          type="button"
          role="radio"
          aria-checked={id === control}
          tabIndex={id === control ? 0 : -1}
          title={means}
          onClick={() => id !== control && onChoose(id)}
        >
          {id === 'agent' ? <Spark size={12} /> : null}
          {label}
        </button>
      ))}
    </div>
  )
}

type AgentNoticeProps = {
  readonly conversation: Conversation
  readonly isSilent: boolean
  readonly busy: boolean
  readonly onAsk: () => void
}

/** Its newest answer was entirely empty, and nobody has said anything since. */
function isSilent({ conversation, turns, proposals }: ConversationView): boolean {
  const last = turns.at(-1)
  const isOver = conversation.agent.activity === 'idle' && conversation.state !== 'closed'
  return isOver && conversation.control !== 'human' && last !== undefined && isSilence(last, proposals)
}

const headlines = {
  limit: (rounds: number) => t('The agent paused after {{rounds}} turns.', { rounds }),
  failed: () => t('The agent could not answer.'),
  silent: () => t('The agent answered nothing.'),
} as const

/** The agent stopped: why, and the one way on. */
function AgentNotice({ conversation, isSilent, busy, onAsk }: AgentNoticeProps) {
  const { activity, note, rounds } = conversation.agent
  const why = activity === 'limit' || activity === 'failed' ? activity : isSilent ? 'silent' : null
  if (why === null) return null
  const Icon = activity === 'limit' ? CirclePause : TriangleAlert
  return (
    <div className="agent-notice" role="note">
      <Icon />
      <p>
        <b>{headlines[why](rounds)}</b>{' '}
        {visibleString(why === 'silent' || note === null ? t('Nothing was sent to the customer.') : note)}
      </p>
      <Button size="small" onClick={onAsk} unavailable={busy ? t('Asking') : null}>
        {t('Ask agent again')}
      </Button>
    </div>
  )
}
