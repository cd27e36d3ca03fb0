import { useEffect, useState } from 'react'
import type { PolicyView } from '#contract/policy.ts'
import { useConnection } from '#renderer/connection.ts'
import { loadPeople, usePeople } from '#renderer/state/people.ts'
import { sayDone, savePolicy } from '#renderer/state/policies.ts'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { nameList } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** The preset's rule for two people, switched off because one person signs alone: said wherever rules and people are. */
export function SignsAlone({ view }: { readonly view: PolicyView }) {
  const people = usePeople((state) => state.people)
  const isOpen = useConnection(({ state }) => state === 'open')
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    if (isOpen) void loadPeople()
  }, [isOpen])
  if (!view.preset.alone || people === null) return null
  const present = people.filter(({ disabledAt }) => disabledAt === null)
  const switchOn = async (): Promise<void> => {
    const before = view.document
    const rules = before.rules.map((rule) => (isOff(rule) ? { ...rule, enabled: true } : rule))
    const saved = await savePolicy((document) => ({ ...document, rules }))
    setFailure(saved.ok ? null : saved.message)
    if (saved.ok) sayDone(t('What cannot be undone asks two people.'), () => void savePolicy(() => before))
  }
  const isNobody = present.length === 0
  return (
    <Notice
      tone={isNobody ? 'info' : 'warn'}
      icon="people"
      role="note"
      title={isNobody ? t('You sign alone.') : t('Two people could sign now.')}
      action={
        isNobody ? (
          <Button size="small" onClick={() => openSettings('people')}>
            {t('Add a person')}
          </Button>
        ) : (
          <Button size="small" onClick={() => void switchOn()}>
            {t('Ask two people')}
          </Button>
        )
      }
    >
      {failure ??
        (isNobody
          ? t(
              'What cannot be undone asks you, and you type its value. The rule for two people is switched off until there are two.',
            )
          : t('{{nameList}} can give a second signature. What cannot be undone still asks you alone.', {
              nameList: nameList(present.map(({ name }) => name)),
            }))}
    </Notice>
  )
}

const isOff = ({ id, verdict, enabled }: PolicyView['document']['rules'][number]): boolean =>
  id.startsWith('preset.') && verdict === 'ask_two' && !enabled
