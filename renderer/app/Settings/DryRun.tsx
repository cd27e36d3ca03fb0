import type { Configuration } from '#contract/settings.ts'
import { CheckField } from '#renderer/app/Settings/fields.tsx'
import type { Editor } from '#renderer/app/Settings/Section.tsx'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { t } from '#renderer/ui/language.ts'

/** Rehearsal: of the whole desk, of the agent, of single tools. What is signed then is simulated, and nothing leaves. */
const withName = (names: readonly string[], name: string, isIn: boolean): string[] =>
  isIn ? [...names.filter((one) => one !== name), name] : names.filter((one) => one !== name)

export function DryRun({ editor }: { readonly editor: Editor }) {
  const tools = useSettings((state) => state.tools)
  const { dryRun, agent } = editor.draft
  const change = (next: Partial<Configuration['dryRun']>): void =>
    editor.change({ ...editor.draft, dryRun: { ...dryRun, ...next } })
  return (
    <section className="set-group" aria-labelledby="set-dry-run">
      <h3 id="set-dry-run">{t('Dry run')}</h3>
      <p className="secondary set-lead">
        {t(
          'What is proposed from then on is decided as ever and then only simulated. No service is called, and the customer sees nothing. What waits from before is not run until it is over.',
        )}
      </p>
      <CheckField
        label={t('The whole desk')}
        help={t('DRY RUN stands in the top bar and the status bar until it is off.')}
        checked={dryRun.desk}
        onChange={(desk) => change({ desk })}
      />
      {agent === undefined ? null : (
        <CheckField
          label={t('Agent: {{name}}', { name: agent.name })}
          checked={dryRun.agents.includes(agent.id)}
          onChange={(isIn) => change({ agents: withName(dryRun.agents, agent.id, isIn) })}
        />
      )}
      <details className="set-more">
        <summary>
          {dryRun.tools.length === 0
            ? t('Single tools')
            : t('Single tools, {{rehearsing}} of {{all}} rehearse', {
                rehearsing: dryRun.tools.length,
                all: tools.length,
              })}
        </summary>
        {tools.map(({ name }) => (
          <CheckField
            key={name}
            label={name}
            checked={dryRun.tools.includes(name)}
            onChange={(isIn) => change({ tools: withName(dryRun.tools, name, isIn) })}
          />
        ))}
      </details>
    </section>
  )
}
