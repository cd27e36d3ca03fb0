import type { Level, NotificationSettings } from '#contract/preferences.ts'
import type { Configuration } from '#contract/settings.ts'
import type { Risk } from '#contract/tool.ts'
import { CheckField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { Permission } from '#renderer/app/Settings/Notifications/Permission.tsx'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import '#renderer/styles/settings-notifications.css'
import { t } from '#renderer/ui/language.ts'

const levels: readonly { readonly value: Level; readonly label: string }[] = [
  { value: 'interrupt', label: t('At once, and once more') },
  { value: 'notify', label: t('At once') },
  { value: 'digest', label: t('Counted, every 15 minutes') },
  { value: 'silent', label: t('Only in the queue') },
]

const risks: readonly Risk[] = [4, 3, 2, 1, 0]
const kinds: readonly { readonly id: keyof NotificationSettings['levels']; readonly label: string }[] = [
  { id: 'unknown', label: t('Needs checking') },
  ...risks.map((risk) => ({ id: `R${risk}` as const, label: `R${risk} ${riskWords[risk]}` })),
]

/** What is worth telling a person who looks elsewhere, when, and in how many words. */
export function Notifications({ configuration }: { readonly configuration: Configuration }) {
  const editor = useEditor(configuration)
  const { settings } = editor.draft
  const { notifications } = settings
  const change = (next: Partial<NotificationSettings>): void =>
    editor.change({ ...editor.draft, settings: { ...settings, notifications: { ...notifications, ...next } } })
  const quiet = notifications.quietHours
  const errorAt = (path: string) => editor.errorAt(`settings.notifications.${path}`)
  return (
    <>
      <SectionHead
        title={t('Notifications')}
        words={t('For when you look elsewhere. A click shows it; nothing is decided there.')}
      />
      <Permission />
      <section className="set-group" aria-labelledby="notify-levels">
        <h3 id="notify-levels">{t('What waits for you')}</h3>
        {kinds.map(({ id, label }) => (
          <SelectField
            key={id}
            label={label}
            value={notifications.levels[id]}
            options={levels}
            onChange={(level) => change({ levels: { ...notifications.levels, [id]: level } })}
          />
        ))}
      </section>
      <section className="set-group notify-hours" aria-labelledby="notify-quiet">
        <h3 id="notify-quiet">{t('Quiet hours')}</h3>
        <CheckField
          label={t('Keep quiet')}
          help={t('What waited is counted when they are over.')}
          checked={quiet.on}
          onChange={(on) => change({ quietHours: { ...quiet, on } })}
        />
        <TextField
          label={t('From')}
          value={quiet.from}
          error={errorAt('quietHours.from')}
          onChange={(from) => change({ quietHours: { ...quiet, from } })}
        />
        <TextField
          label={t('Until')}
          value={quiet.to}
          error={errorAt('quietHours.to')}
          onChange={(to) => change({ quietHours: { ...quiet, to } })}
        />
        <CheckField
          label={t('Let through what interrupts')}
          checked={quiet.interrupts}
          onChange={(interrupts) => change({ quietHours: { ...quiet, interrupts } })}
        />
      </section>
      <section className="set-group" aria-labelledby="notify-words">
        <h3 id="notify-words">{t('Words')}</h3>
        <CheckField
          label={t('Names and amounts')}
          help={t('On: who it is for and what it does. A locked screen shows that to whoever passes.')}
          checked={notifications.preview}
          onChange={(preview) => change({ preview })}
        />
      </section>
      <SaveBar editor={editor} />
    </>
  )
}

/** What stands beside it. */
export function AboutNotifications() {
  return (
    <aside className="set-side" aria-label={t('About notifications')}>
      <h3>{t('When nothing is shown')}</h3>
      <ul className="set-lines">
        <li>{t('While a window of the desk has the focus.')}</li>
        <li>{t('When what waited has gone before it could be told.')}</li>
        <li>{t('Twice for two windows: the desk decides once.')}</li>
      </ul>
      <h3>{t('Once more')}</h3>
      <p>
        {t(
          'With everything out of sight for ten minutes and something waiting that interrupts, it is told once more. Then no more.',
        )}
      </p>
    </aside>
  )
}
