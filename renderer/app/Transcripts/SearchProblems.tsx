import { TriangleAlert } from 'lucide-react'
import { problemsId } from '#renderer/app/Transcripts/SearchField.tsx'
import { apply } from '#renderer/app/Transcripts/query-edit.ts'
import { setTyped, useQuery } from '#renderer/state/transcript-query.ts'
import { searchNow } from '#renderer/state/transcript-search.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What of the search was not understood, why, and what may have been meant. What was understood still counts. */
export function SearchProblems() {
  const problems = useQuery((query) => query.problems)
  const { text, to } = useQuery((query) => query.typed)
  const near = problems.find((problem) => problem.from <= to && to <= problem.to)
  const first = near ?? problems[0]
  if (first === undefined) return null
  const written = text.slice(first.from, Math.max(first.to, first.from + 1)).trim()
  return (
    <div className="search-problem" id={problemsId}>
      <TriangleAlert />
      <p>
        {written === '' ? null : <span className="search-problem-part">{written}</span>} {said(first.message)}
        {problems.length > 1 ? (
          <span className="tertiary"> {t('and {{count}} more', { count: problems.length - 1 })}</span>
        ) : null}
      </p>
      {first.suggestion === null ? null : <Suggested from={first.from} to={first.to} suggestion={first.suggestion} />}
    </div>
  )
}

type Props = { readonly from: number; readonly to: number; readonly suggestion: string }

function Suggested({ from, to, suggestion }: Props) {
  const take = (): void => {
    const edit = { from, to, text: suggestion }
    setTyped(apply(useQuery.getState().typed, edit), edit)
    void searchNow()
  }
  useCommands({ 'transcripts.suggestion': take })
  return (
    <Button size="small" command="transcripts.suggestion" onClick={take}>
      <Phrase text="Use {{suggestion}}" values={{ suggestion: <span className="mono">{suggestion}</span> }} />
    </Button>
  )
}
