import type { VoiceAgent } from '#contract/call.ts'
import { knowledgeWords, outOfSightWords } from '#renderer/app/Calls/call-words.ts'
import { nameList, plural } from '#renderer/ui/words.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** What one gets with this agent: its voice, what it knows, and which of its tools can be signed here. */
export function AgentFacts({ agent }: { readonly agent: VoiceAgent }) {
  const functions = agent.tools.filter(({ kind }) => kind === 'function')
  const unseen = agent.tools.filter(({ kind }) => kind !== 'function').map(({ name }) => name)
  const unknown = functions.filter(({ inCatalogue }) => !inCatalogue).map(({ name }) => name)
  const signed = functions.length - unknown.length
  const knowledge = agent.knowledge.attached
    ? `Knows ${plural(agent.knowledge.collections.length, 'collection', 'collections')}.`
    : knowledgeWords(agent.knowledge)
  const said: readonly (readonly [string | null, boolean])[] = [
    [`Voice ${agent.voice}. ${plural(signed, 'tool is', 'tools are')} signed here.`, false],
    [knowledge, !agent.knowledge.attached],
    [outOfSightWords(unseen), true],
    [
      unknown.length === 0
        ? null
        : `${nameList(unknown)} ${unknown.length === 1 ? 'is' : 'are'} not in the tool catalogue: such a call can be answered or rejected, not run.`,
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
