import { Columns2 } from 'lucide-react'
import { Label } from 'react-aria-components'
import { Composer } from '#renderer/app/Playground/Composer.tsx'
import { PlaygroundColumn } from '#renderer/app/Playground/PlaygroundColumn.tsx'
import { SaveScenario } from '#renderer/app/Playground/SaveScenario.tsx'
import { toolWords } from '#renderer/app/Playground/playground-words.ts'
import { replayAt } from '#renderer/state/playground-replay.ts'
import { cancelAll, simulateNext } from '#renderer/state/playground-run.ts'
import {
  other,
  saveAsTest,
  shownColumns,
  showRaw,
  turnSecond,
  turnSetUp,
  usePlayground,
} from '#renderer/state/playground.ts'
import { openConversation } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Select } from '#renderer/ui/Select.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { visibleString } from '#renderer/ui/visible-text.ts'
import { t } from '#renderer/ui/language.ts'

/** The columns, the stored conversation they began with, and the words that go to both. */
export function SideBySide() {
  const secondOpen = usePlayground((playground) => playground.secondOpen)
  const saving = usePlayground((playground) => playground.saving)
  useCommands({
    'playground.simulate': simulateNext,
    'playground.cancel': cancelAll,
    'playground.save': () => saveAsTest(usePlayground.getState().active),
    'playground.second': turnSecond,
    'playground.setup': () => turnSetUp(usePlayground.getState().active),
    'playground.raw': () => {
      const { active, raw } = usePlayground.getState()
      showRaw(active, !raw[active])
    },
  })
  return (
    <>
      <Origin />
      <div className="playground-columns" data-two={secondOpen}>
        {shownColumns({ secondOpen }).map((id) => (
          <PlaygroundColumn key={id} id={id} />
        ))}
        {secondOpen ? null : (
          <Button className="playground-open-second" look="quiet" size="small" onClick={turnSecond}>
            <Columns2 />
            {t('Compare with {{column}}', { column: other('a').toUpperCase() })}
          </Button>
        )}
      </div>
      <Composer />
      {saving === null ? null : <SaveScenario id={saving} />}
    </>
  )
}

const whole = 'whole'
const who = {
  customer: t('Customer'),
  agent: t('Agent'),
  operator: t('Operator'),
  bot: t('Bot'),
  system: t('System'),
} as const

/** Which stored conversation is played, and up to where. */
function Origin() {
  const origin = usePlayground((playground) => playground.origin)
  const opening = usePlayground((playground) => playground.opening)
  if (opening)
    return (
      <p className="playground-origin" role="status">
        {t('Opening the conversation…')}
      </p>
    )
  if (origin === null) return null
  const { conversationId, title, point, points } = origin
  const options = [
    { id: whole, label: t('All of it') },
    ...points.map(({ id, who: by, text, calls }, at) => ({
      id,
      label: `${at + 1}. ${who[by]}: ${visibleString(text === '' ? calls.map(toolWords).join(', ') : text).slice(0, 80)}`,
    })),
  ]
  return (
    <div className="playground-origin">
      <span>{t('Played again:')}</span>
      <button type="button" className="text-link" onClick={() => openConversation(conversationId)}>
        <VisibleText text={title} />
      </button>
      <Select
        className="playground-point"
        options={options}
        value={point ?? whole}
        onChange={(id) => void replayAt(conversationId, id === whole ? null : id)}
      >
        {(control) => (
          <>
            <Label>{t('up to')}</Label>
            {control}
          </>
        )}
      </Select>
    </div>
  )
}
