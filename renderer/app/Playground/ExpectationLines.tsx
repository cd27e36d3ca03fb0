import { Plus, Trash2 } from 'lucide-react'
import { Input, Label } from 'react-aria-components'
import {
  blankCall,
  blankMatcher,
  blankWords,
  type CallEdit,
  type MatcherEdit,
  type WordsEdit,
} from '#renderer/state/scenario-edit.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { t } from '#renderer/ui/language.ts'

/** Calls with what their arguments have to be, and words or patterns, line by line. */
const newId = (): string => crypto.randomUUID()

const kinds = [
  { id: 'equals', label: t('is exactly') },
  { id: 'subset', label: t('has at least') },
  { id: 'regex', label: t('fits the pattern') },
  { id: 'range', label: t('lies between') },
  { id: 'any', label: t('is there') },
] as const

const swap = <T extends { readonly id: string }>(all: readonly T[], next: T): readonly T[] =>
  all.map((one) => (one.id === next.id ? next : one))
const without = <T extends { readonly id: string }>(all: readonly T[], { id }: T): readonly T[] =>
  all.filter((one) => one.id !== id)

function Remove({ what, onClick }: { readonly what: string; readonly onClick: () => void }) {
  return (
    <Button
      size="small"
      look="quiet"
      aria-label={t('Take out {{what}}', { what })}
      title={t('Take out')}
      onClick={onClick}
    >
      <Trash2 />
    </Button>
  )
}

type TextProps = {
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly onChange: (value: string) => void
}

const Text = ({ label, value, placeholder, onChange }: TextProps) => (
  <Input
    className="form-input mono"
    aria-label={label}
    placeholder={placeholder ?? ''}
    spellCheck={false}
    value={value}
    onChange={(event) => onChange(event.target.value)}
  />
)

type CallsProps = {
  readonly title: string
  readonly verb: string
  readonly calls: readonly CallEdit[]
  readonly onChange: (calls: readonly CallEdit[]) => void
}

export function CallLines({ title, verb, calls, onChange }: CallsProps) {
  return (
    <section className="play-lines" aria-label={title}>
      <h3>{title}</h3>
      {calls.map((call, at) => (
        <CallLine
          key={call.id}
          name={t('{{title}}, call {{at}}', { title, at: at + 1 })}
          call={call}
          onChange={(next) => onChange(swap(calls, next))}
          onRemove={() => onChange(without(calls, call))}
        />
      ))}
      <Button size="small" look="quiet" onClick={() => onChange([...calls, blankCall(newId)])}>
        <Plus />
        {verb}
      </Button>
    </section>
  )
}

type CallProps = {
  readonly name: string
  readonly call: CallEdit
  readonly onChange: (call: CallEdit) => void
  readonly onRemove: () => void
}

function CallLine({ name, call, onChange, onRemove }: CallProps) {
  const { matchers } = call
  const put = (next: readonly MatcherEdit[]): void => onChange({ ...call, matchers: next })
  return (
    <div className="play-line-call" role="group" aria-label={name}>
      <div className="play-line">
        <Text
          label={t('Tool')}
          value={call.tool}
          placeholder="refund_order"
          onChange={(tool) => onChange({ ...call, tool })}
        />
        <Button size="small" look="quiet" onClick={() => put([...matchers, blankMatcher(newId)])}>
          <Plus />
          {t('Argument')}
        </Button>
        <Remove what={name} onClick={onRemove} />
      </div>
      {matchers.map((matcher, at) => (
        <MatcherLine
          key={matcher.id}
          name={t('argument {{at}}', { at: at + 1 })}
          matcher={matcher}
          onChange={(next) => put(swap(matchers, next))}
          onRemove={() => put(without(matchers, matcher))}
        />
      ))}
    </div>
  )
}

type MatcherProps = {
  readonly name: string
  readonly matcher: MatcherEdit
  readonly onChange: (matcher: MatcherEdit) => void
  readonly onRemove: () => void
}

function MatcherLine({ name, matcher, onChange, onRemove }: MatcherProps) {
  const { at, is, value, most } = matcher
  const change = (next: Partial<MatcherEdit>): void => onChange({ ...matcher, ...next })
  return (
    <div className="play-line play-line-matcher" role="group" aria-label={name}>
      <Text
        label={t('Which argument')}
        value={at}
        placeholder={t('all of them')}
        onChange={(next) => change({ at: next })}
      />
      <Select
        className="play-line-kind"
        options={kinds}
        value={is}
        onChange={(id) => change({ is: kinds.find((kind) => kind.id === id)?.id ?? 'any' })}
      >
        {(control) => (
          <>
            <Label className="visually-hidden">{t('How it has to be')}</Label>
            {control}
          </>
        )}
      </Select>
      {is === 'any' ? <span /> : null}
      {is === 'range' ? (
        <span className="play-line-range">
          <Text
            label={t('At least')}
            value={value}
            placeholder={t('any')}
            onChange={(next) => change({ value: next })}
          />
          <span aria-hidden="true">{t('and')}</span>
          <Text label={t('At most')} value={most} placeholder={t('any')} onChange={(next) => change({ most: next })} />
        </span>
      ) : null}
      {is === 'equals' || is === 'subset' || is === 'regex' ? (
        <Text
          label={is === 'regex' ? t('Pattern') : t('Value, JSON')}
          value={value}
          placeholder={is === 'regex' ? '^10\\d{3}$' : '"10433"'}
          onChange={(next) => change({ value: next })}
        />
      ) : null}
      <Remove what={name} onClick={onRemove} />
    </div>
  )
}

type WordsProps = {
  readonly title: string
  readonly verb: string
  readonly words: readonly WordsEdit[]
  readonly onChange: (words: readonly WordsEdit[]) => void
}

export function WordLines({ title, verb, words, onChange }: WordsProps) {
  return (
    <section className="play-lines" aria-label={title}>
      <h3>{title}</h3>
      {words.map((one, at) => (
        <div
          key={one.id}
          className="play-line"
          role="group"
          aria-label={t('{{title}}, line {{at}}', { title, at: at + 1 })}
        >
          <Text
            label={one.regex ? t('Pattern') : t('Words')}
            value={one.text}
            onChange={(text) => onChange(swap(words, { ...one, text }))}
          />
          <Switch checked={one.regex} onChange={(regex) => onChange(swap(words, { ...one, regex }))}>
            {t('Pattern')}
          </Switch>
          <Remove what={t('line {{at}}', { at: at + 1 })} onClick={() => onChange(without(words, one))} />
        </div>
      ))}
      <Button size="small" look="quiet" onClick={() => onChange([...words, blankWords(newId)])}>
        <Plus />
        {verb}
      </Button>
    </section>
  )
}
