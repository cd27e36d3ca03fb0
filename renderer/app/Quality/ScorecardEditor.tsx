import { useRef, useState } from 'react'
import { Plus } from 'lucide-react'
import { ScorecardBodySchema, type Category, type Scorecard, type ScorecardBody } from '#contract/quality.ts'
import { CategoryForm } from '#renderer/app/Quality/CategoryForm.tsx'
import { kindWords } from '#renderer/app/Quality/quality-words.ts'
import { NumberField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { loadQuality, showQuality } from '#renderer/state/quality.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

/** One scorecard being written. Saving makes a version; nothing that was scored changes. */
const empty: ScorecardBody = { name: '', appliesTo: 'conversation', criticalCap: 0, categories: [] }

const newCategory = (taken: readonly Category[]): Category => {
  let number = taken.length + 1
  while (taken.some(({ id }) => id === `c${number}`)) number += 1
  return {
    id: `c${number}`,
    name: '',
    guidance: '',
    scale: 'five',
    weight: 1,
    critical: false,
    mayNotApply: true,
    causes: [],
    signal: null,
  }
}

/** What keeps it from being saved; null: nothing. */
function flawOf(body: ScorecardBody): string | null {
  if (body.name.trim() === '') return t('The scorecard needs a name.')
  if (body.categories.length === 0) return t('The scorecard needs a category.')
  const nameless = body.categories.findIndex(({ name }) => name.trim() === '')
  if (nameless >= 0) return t('Category {{number}} needs a name.', { number: nameless + 1 })
  const parsed = ScorecardBodySchema.safeParse(body)
  if (parsed.success) return null
  const [issue] = parsed.error.issues
  const at = issue?.path[1]
  const where = typeof at === 'number' ? `${body.categories[at]?.name ?? ''}: ` : ''
  return `${where}${issue?.message ?? t('This cannot be saved.')}`
}

export function ScorecardEditor({ card }: { readonly card: Scorecard | null }) {
  const [body, setBody] = useState<ScorecardBody>(card?.body ?? { ...empty, categories: [newCategory([])] })
  const [failure, setFailure] = useState<string | null>(null)
  const list = useRef<HTMLOListElement>(null)
  const { categories } = body
  const change = (more: Partial<ScorecardBody>): void => setBody((before) => ({ ...before, ...more }))
  const put = (index: number, more: Partial<Category>): void =>
    change({ categories: categories.map((one, at) => (at === index ? { ...one, ...more } : one)) })
  const move = (index: number, by: -1 | 1): void => {
    const [one, other] = [categories[index], categories[index + by]]
    if (one === undefined || other === undefined) return
    change({ categories: categories.map((each, at) => (at === index ? other : at === index + by ? one : each)) })
    say(
      t('{{category}} is now number {{number}}', {
        category: one.name === '' ? t('Category') : one.name,
        number: index + by + 1,
      }),
    )
  }
  const add = (): void => {
    change({ categories: [...categories, newCategory(categories)] })
    // The new one's name is what comes next.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-child input')?.focus())
  }
  const save = async (): Promise<void> => {
    const flaw = flawOf(body)
    if (flaw !== null) return setFailure(flaw)
    try {
      const seen = card === null ? null : { id: card.id, version: card.version }
      const saved = await theDesk().quality.saveScorecard({ seen, body })
      await loadQuality()
      say(t('Saved as version {{version}}.', { version: saved.version }))
      return showQuality({ kind: 'scorecards' })
    } catch (error) {
      return setFailure(failureText(error))
    }
  }
  useCommands({ 'quality.save': () => void save() })
  const weights = categories.reduce((sum, { weight }) => sum + (Number.isFinite(weight) ? weight : 0), 0)
  return (
    <section className="quality-page" aria-label={t('Scorecard')} data-pane="section" tabIndex={-1}>
      <header className="quality-head">
        <h2>
          {card === null
            ? t('New scorecard')
            : t('{{name}}, version {{version}}', { name: card.body.name, version: card.version })}
        </h2>
      </header>
      <form
        className="quality-form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextField
          label={t('Name')}
          value={body.name}
          autoFocus={card === null}
          onChange={(name) => change({ name })}
        />
        <SelectField
          label={t('Scores', {}, 'verb')}
          value={body.appliesTo}
          options={(['conversation', 'turn', 'action'] as const).map((value) => ({ value, label: kindWords[value] }))}
          onChange={(appliesTo) => change({ appliesTo })}
        />
        <NumberField
          label={t('After a critical failure')}
          unit={t('% at most')}
          help={t('0: the whole score is nought.')}
          value={body.criticalCap}
          onChange={(criticalCap) => change({ criticalCap })}
        />
        <ol className="category-list" ref={list} aria-label={t('Categories')}>
          {categories.map((category, index) => (
            <CategoryForm
              key={category.id}
              category={category}
              number={index + 1}
              share={weights === 0 ? 0 : category.weight / weights}
              isFirst={index === 0}
              isLast={index === categories.length - 1}
              onChange={(more) => put(index, more)}
              onMove={(by) => move(index, by)}
              onRemove={() => change({ categories: categories.filter((_, at) => at !== index) })}
            />
          ))}
        </ol>
        <Button size="small" onClick={add}>
          <Plus />
          {t('Add category')}
        </Button>
        {failure === null ? null : (
          <Notice tone="warn" role="alert">
            {failure}
          </Notice>
        )}
        <div className="quality-bar">
          <p className="tertiary">
            {card === null
              ? ''
              : t('Saving makes version {{next}}. Scores by version {{current}} stay as they are.', {
                  next: card.version + 1,
                  current: card.version,
                })}
          </p>
          <span className="grow" />
          <Button look="quiet" onClick={() => showQuality({ kind: 'scorecards' })}>
            {t('Cancel')}
          </Button>
          <Button look="solid" command="quality.save" onClick={() => void save()}>
            {card === null ? t('Save scorecard') : t('Save version {{version}}', { version: card.version + 1 })}
          </Button>
        </div>
      </form>
    </section>
  )
}
