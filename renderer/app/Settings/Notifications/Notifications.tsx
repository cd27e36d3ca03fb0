import type { Level, NotificationSettings } from '#contract/preferences.ts'
import type { Configuration } from '#contract/settings.ts'
import type { Risk } from '#contract/tool.ts'
import { CheckField, SelectField, TextField } from '#renderer/app/Settings/fields.tsx'
import { Permission } from '#renderer/app/Settings/Notifications/Permission.tsx'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import '#renderer/styles/settings-notifications.css'

const levels: readonly { readonly value: Level; readonly label: string }[] = [
  { value: 'interrupt', label: 'At once, and once more' },
  { value: 'notify', label: 'At once' },
  { value: 'digest', label: 'Counted, every 15 minutes' },
  { value: 'silent', label: 'Only in the queue' },
]

const risks: readonly Risk[] = [4, 3, 2, 1, 0]
const kinds: readonly { readonly id: keyof NotificationSettings['levels']; readonly label: string }[] = [
  { id: 'unknown', label: 'Needs checking' },
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
        title="Notifications"
        words="For when you look elsewhere. A click shows it; nothing is decided there."
      />
      <Permission />
      <section className="set-group" aria-labelledby="notify-levels">
        <h3 id="notify-levels">What waits for you</h3>
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
        <h3 id="notify-quiet">Quiet hours</h3>
        <CheckField
          label="Keep quiet"
          help="What waited is counted when they are over."
          checked={quiet.on}
          onChange={(on) => change({ quietHours: { ...quiet, on } })}
        />
        <TextField
          label="From"
          value={quiet.from}
          error={errorAt('quietHours.from')}
          onChange={(from) => change({ quietHours: { ...quiet, from } })}
        />
        <TextField
          label="Until"
          value={quiet.to}
          error={errorAt('quietHours.to')}
          onChange={(to) => change({ quietHours: { ...quiet, to } })}
        />
        <CheckField
          label="Let through what interrupts"
          checked={quiet.interrupts}
          onChange={(interrupts) => change({ quietHours: { ...quiet, interrupts } })}
        />
      </section>
      <section className="set-group" aria-labelledby="notify-words">
        <h3 id="notify-words">Words</h3>
        <CheckField
          label="Names and amounts"
          help="On: who it is for and what it does. A locked screen shows that to whoever passes."
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
    <aside className="set-side" aria-label="About notifications">
      <h3>When nothing is shown</h3>
      <ul className="set-lines">
        <li>While a window of the desk has the focus.</li>
        <li>When what waited has gone before it could be told.</li>
        <li>Twice for two windows: the desk decides once.</li>
      </ul>
      <h3>Once more</h3>
      <p>
        With everything out of sight for ten minutes and something waiting that interrupts, it is told once more. Then
        no more.
      </p>
    </aside>
  )
}
