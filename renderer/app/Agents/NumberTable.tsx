import { Plus } from 'lucide-react'
import type { PhoneNumber } from '#contract/agent.ts'
import { phoneWords } from '#renderer/app/Agents/agent-words.ts'
import { ReadFailure } from '#renderer/app/Agents/ReadFailure.tsx'
import { NumberMenu } from '#renderer/app/Agents/NumberMenu.tsx'
import { loadAgents, useAgents } from '#renderer/state/agents.ts'
import { askAct } from '#renderer/state/agents-acts.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { StateChip } from '#renderer/ui/Chip.tsx'
import { useCallsOf } from '#renderer/app/Agents/use-counts.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** All numbers of the account, and whom each rings. A number in a call is locked until the call is over. */
type Props = {
  /** The agent in sight: numbers can be moved to it. Null: none is, or it does not exist yet. */
  readonly agentId: string | null
  readonly agentName: string
}

const buying = { act: 'buy', areaCode: '', name: '', description: '' } as const

export function NumberTable({ agentId, agentName }: Props) {
  const { numbers, numbersFailure } = useAgents()
  const assigned = (numbers ?? []).filter((one) => one.agentId !== null).length
  return (
    <section aria-label={t('Phone numbers')}>
      <h3>
        {t('Phone numbers')}
        {numbers === null ? null : (
          <span>{t('{{assigned}} of {{all}} assigned', { assigned, all: numbers.length })}</span>
        )}
        <span className="grow" />
        <Button size="small" command="agents.buy" onClick={() => askAct({ of: 'number', act: buying })}>
          <Plus />
          {t('Buy a number…')}
        </Button>
      </h3>
      {numbersFailure === null ? null : <ReadFailure of="agents" failure={numbersFailure} onAgain={loadAgents} />}
      {numbers === null ? (
        numbersFailure === null ? (
          <p className="agents-reading" role="status">
            {t('Reading the numbers…')}
          </p>
        ) : null
      ) : numbers.length === 0 ? (
        <p className="secondary">{t('None yet. A number is bought by its area code and rings one agent.')}</p>
      ) : (
        <div className="agent-table">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('Number')}</th>
                <th scope="col">{t('Name')}</th>
                <th scope="col">{t('Rings')}</th>
                <th scope="col" className="agent-table-count" title={t('Calls its agent led at this desk, in 30 days')}>
                  {t('Calls of its agent')}
                </th>
                <th scope="col">
                  <span className="visually-hidden">{t('What can be done')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {numbers.map((number) => (
                <Row key={number.id} number={number} agentId={agentId} agentName={agentName} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {agentId === null && agentName !== '' ? (
        <p className="small tertiary">{t('A number can ring this agent once it exists.')}</p>
      ) : null}
    </section>
  )
}

function Row({ number, agentId, agentName }: { readonly number: PhoneNumber } & Props) {
  const isHere = agentId !== null && number.agentId === agentId
  const [running] = number.open
  const calls = useCallsOf(number.agentId)
  const known = useAgents(({ rows }) => rows?.find(({ id }) => id === number.agentId)?.name)
  const words = phoneWords(number.number)
  const move = (): void => {
    if (agentId !== null)
      askAct({ of: 'number', act: { act: 'assign', id: number.id, agentId, move: number.agentId !== null } })
  }
  return (
    <tr data-here={isHere}>
      <th scope="row">{words}</th>
      <td>
        <VisibleText text={number.name} />
      </td>
      <td>
        {number.agentId === null ? t('nobody') : <VisibleText text={number.agentName ?? known ?? number.agentId} />}
      </td>
      <td className="agent-table-count">{calls === null ? '' : calls.count}</td>
      <td className="agent-table-acts">
        {running !== undefined ? (
          <StateChip state={running.state} />
        ) : number.inCall ? (
          <span>{t('live call, locked')}</span>
        ) : (
          <>
            {agentId !== null && !isHere ? (
              <button
                type="button"
                className="text-link"
                aria-label={t(number.agentId === null ? 'Assign… {{number}}' : 'Move here… {{number}}', {
                  number: words,
                })}
                onClick={move}
              >
                {number.agentId === null ? t('Assign…') : t('Move here…')}
              </button>
            ) : null}
            {isHere ? (
              <button
                type="button"
                className="text-link"
                aria-label={t('Unassign… {{number}}', { number: words })}
                onClick={() => askAct({ of: 'number', act: { act: 'unassign', id: number.id } })}
              >
                {t('Unassign…')}
              </button>
            ) : null}
            <NumberMenu number={number} offersAgents={agentId === null && agentName === ''} />
          </>
        )}
      </td>
    </tr>
  )
}
