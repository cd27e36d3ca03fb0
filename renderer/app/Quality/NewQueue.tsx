import { useEffect, useState } from 'react'
import type { QueuePlan, Sampling } from '#contract/quality.ts'
import { kindWords, samplingWords } from '#renderer/app/Quality/quality-words.ts'
import { CheckField, NumberField, SelectField, Segments, TextField } from '#renderer/app/Settings/fields.tsx'
import { failureText, theDesk } from '#renderer/connection.ts'
import { loadQuality, review, showQuality, useQuality } from '#renderer/state/quality.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { saidName, t } from '#renderer/ui/language.ts'

/** A queue is drawn once: what is in it stays, and the same seed would draw the same again. */
type Preview = Awaited<ReturnType<ReturnType<typeof theDesk>['quality']['preview']>>

const ways: readonly Sampling['by'][] = ['random', 'risk', 'operator', 'rule', 'all']
const day = 24 * 60 * 60 * 1000

function drawnFrom({ candidates, conversations, sampled, more }: Preview): string {
  const values = {
    count: candidates,
    conversations: t('{{count}} conversations', { count: conversations }),
    drawn: sampled,
  }
  return more
    ? t('{{count}} items in the newest {{conversations}}, {{drawn}} drawn', values)
    : t('{{count}} items in {{conversations}}, {{drawn}} drawn', values)
}

export function NewQueue() {
  const { scorecards, names } = useQuality()
  const cards = scorecards?.filter(({ archived }) => !archived) ?? []
  const [plan, setPlan] = useState<QueuePlan>(() => ({
    name: '',
    text: '',
    scorecardId: cards.find(({ body }) => body.appliesTo === 'conversation')?.id ?? cards[0]?.id ?? '',
    sampling: { by: 'random', amount: { unit: 'count', value: 20 } },
    seed: String(Math.floor(Date.now() / 1000)),
    blind: false,
    calibrators: [],
    dueAt: null,
  }))
  const [saved, setSaved] = useState<readonly { readonly name: string; readonly text: string }[]>([])
  const [days, setDays] = useState('')
  const [preview, setPreview] = useState<Preview | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const change = (more: Partial<QueuePlan>): void => setPlan((before) => ({ ...before, ...more }))
  const { by, amount } = plan.sampling
  const { text, scorecardId, sampling, seed } = plan

  useEffect(() => {
    void theDesk()
      .transcripts.saved({})
      .then(({ searches }) => setSaved(searches))
      .catch(() => {})
  }, [])
  useEffect(() => {
    let isOld = false
    const asking = setTimeout(() => {
      theDesk()
        .quality.preview({ text, scorecardId, sampling, seed })
        .then(
          (next) => {
            if (isOld) return
            setPreview(next)
            setFailure(null)
          },
          (error: unknown) => {
            if (!isOld) setFailure(failureText(error))
          },
        )
    }, 250)
    return () => {
      isOld = true
      clearTimeout(asking)
    }
  }, [text, scorecardId, sampling, seed])

  const isWhole = by === 'all'
  const make = async (): Promise<void> => {
    const dueAt = /^\d{1,3}$/.test(days) ? Date.now() + Number(days) * day : null
    try {
      const made = await theDesk().quality.makeQueue({ ...plan, name: plan.name.trim(), dueAt })
      await loadQuality()
      if (made.plan.calibrators.length === 0) await review(made.id)
      else showQuality({ kind: 'queues' })
    } catch (error) {
      setFailure(failureText(error))
    }
  }
  const problem = preview?.problems[0]
  return (
    <section className="quality-page" aria-label={t('New queue')} data-pane="section" tabIndex={-1}>
      <header className="quality-head">
        <h2>{t('New queue')}</h2>
      </header>
      <form
        className="quality-form"
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <TextField label={t('Name')} value={plan.name} autoFocus onChange={(name) => change({ name })} />
        {saved.length === 0 ? null : (
          <SelectField
            label={t('Saved search')}
            value={saved.find((one) => one.text === text)?.name ?? ''}
            options={[
              { value: '', label: t('As typed below') },
              ...saved.map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={(name) => change({ text: saved.find((one) => one.name === name)?.text ?? text })}
          />
        )}
        <TextField
          label={t('Search')}
          value={text}
          mono
          placeholder="decision:edited risk:>=3"
          help={t('As in Transcripts. Empty: every conversation.')}
          error={problem === undefined ? null : problem.message}
          onChange={(next) => change({ text: next })}
        />
        <SelectField
          label={t('Scorecard')}
          value={scorecardId}
          options={cards.map(({ id, body }) => {
            const [name, kind] = [saidName(body.name), kindWords[body.appliesTo]]
            return { value: id, label: name === kind ? name : `${name} (${kind})` }
          })}
          onChange={(id) => change({ scorecardId: id })}
        />
        <SelectField
          label={t('Draw')}
          value={by}
          options={ways.map((value) => ({ value, label: samplingWords[value] }))}
          onChange={(value) => change({ sampling: { ...sampling, by: value } })}
        />
        {isWhole ? null : (
          <div className="quality-amount">
            <NumberField
              label={by === 'operator' || by === 'rule' ? t('How many of each') : t('How many')}
              value={amount.value}
              onChange={(value) => change({ sampling: { by, amount: { ...amount, value } } })}
            />
            <Segments
              label={t('Counted in')}
              value={amount.unit}
              options={[
                { value: 'count', label: t('items') },
                { value: 'percent', label: '%' },
              ]}
              onChange={(unit) => change({ sampling: { by, amount: { unit, value: amount.value } } })}
            />
          </div>
        )}
        <TextField
          label={t('Seed')}
          value={seed}
          mono
          help={t('The same seed draws the same items again.')}
          onChange={(next) => change({ seed: next })}
        />
        <TextField label={t('Due in days')} value={days} help={t('Empty: whenever.')} onChange={setDays} />
        <CheckField
          label={t('Blind')}
          help={t('Agents and operators are hidden until a score is in.')}
          checked={plan.blind}
          onChange={(blind) => change({ blind })}
        />
        {names.length < 2 ? null : (
          <fieldset className="quality-people">
            <legend>{t('Calibration')}</legend>
            <p className="form-help">{t('Each of these scores every item; nobody sees the others before.')}</p>
            {names.map((name) => (
              <CheckField
                key={name}
                label={name}
                checked={plan.calibrators.includes(name)}
                onChange={(on) =>
                  change({ calibrators: names.filter((one) => (one === name ? on : plan.calibrators.includes(one))) })
                }
              />
            ))}
          </fieldset>
        )}
        {failure === null ? null : (
          <Notice tone="warn" role="alert">
            {failure}
          </Notice>
        )}
        <div className="quality-bar">
          <p role="status">{preview === null ? '' : drawnFrom(preview)}</p>
          <span className="grow" />
          <Button look="quiet" onClick={() => showQuality({ kind: 'queues' })}>
            {t('Cancel')}
          </Button>
          <Button
            look="solid"
            unavailable={
              plan.name.trim() === '' ? t('Give it a name') : preview?.sampled === 0 ? t('Nothing is drawn') : null
            }
            onClick={() => void make()}
          >
            {plan.calibrators.length > 0 ? t('Make calibration') : t('Make queue')}
          </Button>
        </div>
      </form>
    </section>
  )
}
