import { useEffect, useRef, useState } from 'react'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { Label, TextArea, TextField as AriaTextField } from 'react-aria-components'
import type { DocumentText, KnowledgeDraft, Retest } from '#contract/knowledge.ts'
import { RetestView } from '#renderer/app/Knowledge/RetestView.tsx'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { askKnowledge, keepDraft, openAct, removeDraft, useKnowledge } from '#renderer/state/knowledge.ts'
import { askLink } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { RichText } from '#renderer/ui/RichText.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** A document while it is written: kept with every change, with its look and what is still wrong with it. */
const restMs = 400
type Props = { readonly draft: KnowledgeDraft; readonly retest: Retest | null }

export function DraftEditor({ draft, retest }: Props) {
  const { id, proposalId } = draft
  const [text, setText] = useState(draft.text)
  const [preview, setPreview] = useState(false)
  const findings = useKnowledge((state) => state.findings)
  const unkept = useRef<DocumentText | null>(null)
  const keepNow = async (): Promise<void> => {
    const { current } = unkept
    unkept.current = null
    if (current !== null) await keepDraft(id, current)
  }
  useEffect(() => {
    if (unkept.current === null) return
    const timer = setTimeout(() => void keepNow(), restMs)
    return () => clearTimeout(timer)
  })
  // What was typed last is kept as well when one looks elsewhere.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => () => void keepNow(), [])
  const change = (part: Partial<DocumentText>): void => {
    const next = { ...text, ...part }
    unkept.current = next
    setText(next)
  }
  const wrong = findings.find(({ level }) => level === 'error') ?? null
  const publish = async (): Promise<void> => {
    await keepNow()
    askKnowledge({ act: 'publish', draftId: id })
  }
  useCommands({ 'knowledge.publish': () => void publish() })
  return (
    <section className="knowledge-detail" aria-label={t('Draft')} data-pane="section" tabIndex={-1}>
      {retest === null ? null : <RetestView retest={retest} />}
      <TextField label={t('Title')} value={text.title} onChange={(title) => change({ title })} />
      <div className="knowledge-fields">
        <TextField
          label={t('Language')}
          placeholder="en"
          value={text.language ?? ''}
          onChange={(language) => change({ language: language.trim() === '' ? null : language.trim().slice(0, 35) })}
        />
        <TextField
          label={t('Tags')}
          placeholder={t('shipping, returns')}
          value={text.tags.join(', ')}
          onChange={(typed) =>
            change({
              tags: typed
                .split(',')
                .map((tag) => tag.trimStart().slice(0, 100))
                .filter((tag) => tag !== ''),
            })
          }
        />
        <TextField
          label={t('Address')}
          placeholder="https://…"
          value={text.url ?? ''}
          onChange={(url) => change({ url: url.trim() === '' ? null : url.trim() })}
        />
      </div>
      <div className="knowledge-verbs">
        <b>{t('Content')}</b>
        <span className="grow" />
        <Button size="small" look="quiet" aria-pressed={preview} onClick={() => setPreview(!preview)}>
          {preview ? t('Write') : t('Preview')}
        </Button>
      </div>
      {preview ? (
        <div className="knowledge-preview" role="region" aria-label={t('Preview')} tabIndex={0}>
          {text.content.split(/^(?=#{1,6} )/m).map((part, at) => {
            const heading = /^#{1,6} (.*)\n?/.exec(part)
            return (
              <div key={`${at}`}>
                {heading === null ? null : (
                  <p className="knowledge-heading">
                    <VisibleText text={heading[1] ?? ''} />
                  </p>
                )}
                <RichText source={part.slice(heading?.[0].length ?? 0)} format="markdown" onLink={askLink} />
              </div>
            )
          })}
        </div>
      ) : (
        <AriaTextField value={text.content} onChange={(content) => change({ content })} spellCheck="true">
          <Label className="visually-hidden">{t('Content, in Markdown')}</Label>
          <TextArea className="form-input knowledge-content" rows={14} />
        </AriaTextField>
      )}
      {findings.length === 0 ? null : (
        <ul className="knowledge-findings" aria-label={t('Found in it')}>
          {findings.map(({ level, message, line }) => (
            <li key={`${line} ${message}`} data-level={level}>
              {level === 'error' ? <CircleAlert aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
              {line === null ? message : t('Line {{line}}: {{message}}', { line, message })}
            </li>
          ))}
        </ul>
      )}
      {draft.questions.length === 0 ? null : (
        <p className="small tertiary">
          {t(
            '{{count}} questions are asked of the bot before it is published and again once it is indexed. They count against the quota.',
            { count: draft.questions.length },
          )}
        </p>
      )}
      <div className="knowledge-verbs">
        <Button
          look="solid"
          command="knowledge.publish"
          unavailable={wrong === null ? null : said(wrong.message)}
          onClick={() => void publish()}
        >
          {draft.documentId === null ? t('Publish…') : t('Publish the change…')}
        </Button>
        {proposalId === null ? null : (
          <Button onClick={() => void openAct(proposalId)}>{t('Open the proposal')}</Button>
        )}
        <Button look="quiet" onClick={() => void removeDraft(id)}>
          {t('Throw away')}
        </Button>
      </div>
    </section>
  )
}
