import { BookX, Disc, Headphones, Hourglass, ServerCog, TriangleAlert, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import { knowledgeWords, lossWords, outOfSightWords, timeLeftWords } from '#renderer/app/Calls/call-words.ts'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { useAudioPage } from '#renderer/audio/state.ts'
import { noteConsent } from '#renderer/state/call-actions.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { locale, said, t } from '#renderer/ui/language.ts'

/** What one should know of this call and would not see: each said once, in a line, where it is so. */
function Fact({
  icon: Icon,
  tone = 'plain',
  children,
}: {
  readonly icon: typeof Disc
  readonly tone?: 'plain' | 'warn'
  readonly children: ReactNode
}) {
  return (
    <li className="call-fact" data-tone={tone}>
      <Icon aria-hidden="true" />
      <div>{children}</div>
    </li>
  )
}

export function CallFacts({ call, now }: { readonly call: Call; readonly now: CallNow | null }) {
  const minutes = useSettings(({ configuration }) => configuration?.voice.sessionMinutes ?? 120)
  const sound = useAudioPage((page) => page.note)
  const isVoice = call.medium === 'voice' && now !== null
  const knowledge = knowledgeWords(call.knowledge)
  const unseen = outOfSightWords(call.outOfSight)
  const left = timeLeftWords(now?.timeLeftMs ?? null, minutes * 60_000)
  const losses = now === null ? null : lossWords(now)
  const asks = call.consent?.mode === 'ask' && call.consent.response === 'waiting' && now !== null
  const hint = now?.input?.hint ?? now?.output?.hint ?? null
  const note = now?.deviceNote ?? null
  const paused = call.recording.gaps.length
  const facts = [
    asks ? (
      <Fact key="consent" icon={Disc} tone="warn">
        <p>{t('The caller is asked whether the call may be recorded. Nothing is recorded before.')}</p>
        <p className="call-fact-verbs">
          <Button size="small" onClick={() => void noteConsent(call.id, true)}>
            {t('Caller agreed')}
          </Button>
          <Button size="small" onClick={() => void noteConsent(call.id, false)}>
            {t('Caller refused')}
          </Button>
        </p>
      </Fact>
    ) : null,
    now === null || now.taken === null ? null : (
      <Fact key="taken" icon={UserRound} tone="warn">
        {t('{{taken}} speaks with the caller. The agent is silent until the call is handed back.', {
          taken: now.taken,
        })}
      </Fact>
    ),
    left === null ? null : (
      <Fact key="left" icon={Hourglass} tone="warn">
        {t('{{left}}. It ends by itself then.', { left })}
      </Fact>
    ),
    now === null || now.line.state === 'ready' || now.line.message === '' ? null : (
      <Fact key="line" icon={TriangleAlert} tone="warn">
        {said(now.line.message)}
      </Fact>
    ),
    note === null ? null : (
      <Fact key="device" icon={Headphones} tone="warn">
        {note}
      </Fact>
    ),
    sound === null || !isVoice ? null : (
      <Fact key="sound" icon={Headphones} tone="warn">
        {sound}
      </Fact>
    ),
    hint === null ? null : (
      <Fact key="hint" icon={Headphones} tone="warn">
        {hint}
      </Fact>
    ),
    knowledge === null ? null : (
      <Fact key="knowledge" icon={BookX} tone="warn">
        {knowledge}
      </Fact>
    ),
    unseen === null ? null : (
      <Fact key="unseen" icon={ServerCog}>
        {unseen}
      </Fact>
    ),
    losses === null ? null : (
      <Fact key="losses" icon={TriangleAlert}>
        {t('Sound: {{losses}}.', { losses })}
      </Fact>
    ),
    paused === 0 ? null : (
      <Fact key="gaps" icon={Disc}>
        {t('The recording has {{count}} gaps, kept as silence of true length.', { count: paused })}
      </Fact>
    ),
    call.consent === null || call.consent.text === '' ? null : (
      <Fact key="proof" icon={Disc}>
        <Proof consent={call.consent} />
      </Fact>
    ),
  ].filter((fact) => fact !== null)
  return facts.length === 0 ? null : <ul className="call-facts">{facts}</ul>
}

/** What was said about recording, which wording it was, and whether it was heard. */
function Proof({ consent }: { readonly consent: NonNullable<Call['consent']> }) {
  return (
    <details className="call-proof">
      <summary>
        {consent.spokenAt === null ? t('About recording: not spoken in full') : t('About recording: spoken in full')}
      </summary>
      <p>{t('“{{words}}”', { words: consent.text })}</p>
      <p className="tertiary">
        {[
          t('Wording {{version}}', { version: consent.version }),
          ...(consent.heardMs === null
            ? []
            : [
                t('heard {{seconds}} s of it', {
                  seconds: (consent.heardMs / 1000).toLocaleString(locale, {
                    minimumFractionDigits: 1,
                    maximumFractionDigits: 1,
                  }),
                }),
              ]),
          ...(consent.notedBy === null ? [] : [t('answer noted by {{who}}', { who: consent.notedBy })]),
        ].join(', ')}
      </p>
    </details>
  )
}
