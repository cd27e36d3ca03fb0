import { useQuery, setQueryText } from '#renderer/state/transcript-query.ts'
import { searchNow, useSearch } from '#renderer/state/transcript-search.ts'
import { withoutTokens } from '#renderer/app/Transcripts/query-edit.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CountersignMark } from '#renderer/ui/CountersignMark.tsx'
import { t } from '#renderer/ui/language.ts'

/** Why the list is empty, and what would fill it. */
export function NoResults() {
  const { answered, failure, behind, loading } = useSearch()
  const tokens = useQuery((query) => query.tokens)
  if (failure !== null) return null
  if (answered === null || loading)
    return (
      <p className="results-none tertiary" role="status">
        {answered === null ? t('Reading the transcripts…') : ''}
      </p>
    )
  if (behind !== null)
    return (
      <div className="results-none" role="status">
        <p>{t('Nothing found in what is indexed so far. The rest is being indexed.')}</p>
      </div>
    )
  if (answered.trim() === '')
    return (
      <div className="results-none">
        <CountersignMark width={32} />
        <h2>{t('No transcripts yet')}</h2>
        <p>{t('Every conversation, call and decision will stand here, to be searched without a network.')}</p>
      </div>
    )
  const filters = tokens.filter(({ kind }) => kind === 'filter')
  const words = tokens.filter(({ kind }) => kind === 'word' || kind === 'phrase' || kind === 'near')
  return (
    <div className="results-none">
      <h2>{t('Nothing found')}</h2>
      <p>{words.length > 1 ? t('Every word has to occur in the same row.') : t('No conversation is like that.')}</p>
      {filters.length > 0 && words.length > 0 ? (
        <Button size="small" onClick={() => search(withoutTokens(answered, tokens, new Set(filters)).text)}>
          {t('Search the words alone')}
        </Button>
      ) : null}
      <Button size="small" onClick={() => search('')}>
        {t('Show everything')}
      </Button>
    </div>
  )
}

function search(text: string): void {
  setQueryText(text)
  void searchNow()
}
