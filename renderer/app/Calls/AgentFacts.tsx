import type { VoiceAgent } from '#contract/call.ts'
import { knowledgeWords, outOfSightWords } from '#renderer/app/Calls/call-words.ts'
import { nameList } from '#renderer/ui/words.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** What one gets with this agent: its voice, what it knows, and which of its tools can be signed here. */
export function AgentFacts({ agent }: { readonly agent: VoiceAgent }) {
  const functions = agent.tools.filter(({ kind }) => kind === 'function')
  const unseen = agent.tools.filter(({ kind }) => kind !== 'function').map(({ name }) => name)
  const unknown = functions.filter(({ inCatalogue }) => !inCatalogue).map(({ name }) => name)
  const signed = functions.length - unknown.length
  const knowledge = agent.knowledge.attached
    ? t('Knows {{count}} collections.', { count: agent.knowledge.collections.length })
    : knowledgeWords(agent.knowledge)
  const said: readonly (readonly [string | null, boolean])[] = [
    [t('Voice {{voice}}. {{count}} tools are signed here.', { voice: agent.voice, count: signed }), false],
    [knowledge, !agent.knowledge.attached],
    [outOfSightWords(unseen), true],
    [
      unknown.length === 0
        ? null
        : t('{{names}} are not in the tool catalogue: such a call can be answered or rejected, not run.', {
            count: unknown.length,
            names: nameList(unknown),
          }),
      true,
    ],
  ]
  return (
    <ul className="agent-facts">
      {said.map(([text, warns]) =>
        text === null ? null : (
          <li key={text} data-warns={warns}>
            <VisibleText text={text} />
          </li>
        ),
      )}
    </ul>
  )
}
