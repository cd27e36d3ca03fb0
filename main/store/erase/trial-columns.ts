import type { Shape } from '#main/domain/erasing/json.ts'
import { names, type Column } from '#main/store/erase/column.ts'

const ofScenarios =
  'side kind role id callId name tool is at order ends roundId scenarioId verdict configuration model cost'

const scenarioShape: Shape = { fixed: names(...ofScenarios.split(' ')), foreign: names('result', 'value') }

/**
 * What was tried out and is over: taken out of as well where it belongs to no conversation, because nobody works on it any more.
 * A scenario that somebody wrote is not: it would test something else from then on.
 */
function ownOrNobodys(label: string): readonly Pick<Column, 'label' | 'where'>[] {
  return [
    { label, where: 'conversation_id = @conversation' },
    { label: `${label}, of no conversation`, where: 'conversation_id is null and @conversation is not null' },
  ]
}

/** What somebody tried out in the playground, with the words of a conversation or with words of their own. */
export const trialColumns: readonly Column[] = [
  ...ownOrNobodys('Answers asked for in the playground').flatMap((place) =>
    ['request', 'body'].map((column) => ({
      ...place,
      table: 'deferred_answers',
      keys: ['id'],
      column,
      shape: { fixed: names('engine', 'model', 'kind', 'role', 'id', 'callId', 'name', 'object'), foreign: names() },
    })),
  ),
  {
    label: 'Scenarios made of it',
    table: 'scenarios',
    keys: ['id'],
    column: 'definition',
    where: 'conversation_id = @conversation',
    shape: scenarioShape,
  },
  ...ownOrNobodys('Runs of scenarios').map((place) => ({
    ...place,
    table: 'scenario_runs',
    keys: ['id'],
    column: 'body',
    shape: scenarioShape,
  })),
]
