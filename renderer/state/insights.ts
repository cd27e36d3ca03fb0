import { create } from 'zustand'
import type { Insights, InsightsTable, Period } from '#contract/insights.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { go } from '#renderer/state/ui.ts'
import { saveFile } from '#renderer/ui/save-file.ts'
import { said, t } from '#renderer/ui/language.ts'

/** What was last read of the record in numbers, and for which days. */
type State = {
  readonly period: Period
  readonly found: Insights | null
  readonly loading: boolean
  readonly failure: string | null
}

export const useInsights = create<State>()(() => ({
  period: { last: 30 },
  found: null,
  loading: false,
  failure: null,
}))

let asked = 0

/** What main calls its measures, lines and groups, in the language of the screen. */
const inWords = (found: Insights): Insights => ({
  ...found,
  measures: found.measures.map((one) => ({ ...one, name: said(one.name), definition: said(one.definition) })),
  charts: found.charts.map((one) => ({
    ...one,
    name: said(one.name),
    lines: one.lines.map((line) => ({ ...line, name: said(line.name) })),
  })),
  breakdowns: found.breakdowns.map((one) => ({ ...one, name: said(one.name) })),
})

/** What is in sight stays until the answer is there. */
export async function readInsights(period: Period = useInsights.getState().period): Promise<void> {
  asked += 1
  const mine = asked
  useInsights.setState({ period, loading: true, failure: null })
  try {
    const found = inWords(await theDesk().insights.read({ period }))
    if (mine === asked) useInsights.setState({ found, loading: false })
  } catch (error) {
    if (mine === asked) useInsights.setState({ loading: false, failure: failureText(error) })
  }
}

/** The section, over the last so many days. */
export function openInsights(last: number): void {
  go('insights')
  void readInsights({ last })
}

export async function saveTable(table: InsightsTable): Promise<void> {
  try {
    const { name, text } = await theDesk().insights.csv({ period: useInsights.getState().period, table })
    saveFile(name, text, 'text/csv')
    say(t('{{name}} is saved.', { name }))
  } catch (error) {
    useInsights.setState({ failure: failureText(error) })
  }
}
