import { useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import type { Configuration } from '#contract/settings.ts'
import type { KeyChoice, KeyPreset } from '#contract/preferences.ts'
import { matches } from '#renderer/app/Palette/found.ts'
import { CheckField, Segments } from '#renderer/app/Settings/fields.tsx'
import { SectionHead } from '#renderer/app/Settings/Section.tsx'
import { giveKey, isChanged, judgeKey, withKeys } from '#renderer/app/Settings/Shortcuts/key-choice.ts'
import { ShortcutRow, type Recording } from '#renderer/app/Settings/Shortcuts/ShortcutRow.tsx'
import { saveSettings } from '#renderer/app/Settings/use-settings.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { comboWords } from '#renderer/ui/Kbd.tsx'
import { presetKeys, resolveKeys, useKeymap } from '#renderer/ui/keymap.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import '#renderer/styles/settings-shortcuts.css'
import { t } from '#renderer/ui/language.ts'

const presetWords: readonly { readonly value: KeyPreset; readonly label: string }[] = [
  { value: 'default', label: t('Default') },
  { value: 'vim', label: t('Vim-like') },
  { value: 'gmail', label: t('Gmail-like') },
]

type Kept = Pick<Configuration['settings'], 'keys' | 'singleKeys'>

/** Which keys do what, for this profile. Each change is in force at once, and kept. */
export function Shortcuts({ configuration }: { readonly configuration: Configuration }) {
  const { definitions, presets } = useKeymap()
  const [kept, setKept] = useState<Kept>(configuration.settings)
  const [recording, setRecording] = useState<Recording | null>(null)
  const [said, setSaid] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const [sought, setSought] = useState('')
  const { combos, problems } = resolveKeys(definitions, presets, kept.keys)
  const base = presetKeys(definitions, presets, kept.keys.preset)
  const changes = Object.keys(kept.keys.changed).length

  const keep = async (next: Kept, words: string): Promise<void> => {
    setRecording(null)
    setKept(next)
    setSaid(words)
    const [refused] = await saveSettings({ ...configuration, settings: { ...configuration.settings, ...next } })
    setRefusal(refused?.message ?? null)
    if (refused !== undefined) setKept(configuration.settings)
  }
  const keepKeys = (keys: KeyChoice, words: string): void => void keep({ ...kept, keys }, words)
  const give = (id: string, combo: string, replaced: string | null): void =>
    keepKeys(
      giveKey({ choice: kept.keys, definitions, presets, combos }, id, combo, replaced),
      `${definitions[id]?.title}: ${comboWords(combo)}.`,
    )
  const hear = (combo: string): void => {
    if (recording === null) return
    const verdict = judgeKey(definitions, combos, recording.id, combo)
    if (verdict.kind === 'free') return give(recording.id, combo, recording.replaced)
    if (verdict.kind === 'own') return setRecording(null)
    setRecording({ ...recording, heard: { combo, verdict } })
  }

  const shown = Object.entries(definitions).filter(([id, { title, section }]) =>
    matches(`${title} ${section} ${(combos[id] ?? []).map(comboWords).join(' ')}`, sought),
  )
  const sections = [...new Set(shown.map(([, { section }]) => section))]
  return (
    <>
      <SectionHead
        title={t('Shortcuts')}
        words={t('Press a key to change it. Everything can also be done from the palette.')}
        action={
          <Segments
            label={t('Preset')}
            value={kept.keys.preset}
            options={presetWords}
            onChange={(preset) =>
              keepKeys(
                { preset, changed: {} },
                changes === 0
                  ? t('The preset is in force.')
                  : t('The preset is in force; {{count}} changes dropped.', { count: changes }),
              )
            }
          />
        }
      />
      {problems.length === 0 ? null : (
        <Notice tone="warn" title={t('Some stored keys are not in force.')}>
          {t('{{problems}} The preset’s keys stand in their place.', { problems: problems.join(' ') })}
        </Notice>
      )}
      {refusal === null ? null : (
        <p className="form-error" role="alert">
          {refusal}
        </p>
      )}
      <CheckField
        label={t('Single letters as shortcuts')}
        help={t('Off: letters, digits and signs by themselves do nothing. Chords, buttons and the palette do it all.')}
        checked={kept.singleKeys}
        onChange={(singleKeys) =>
          void keep({ ...kept, singleKeys }, singleKeys ? t('Single letters work.') : t('Single letters are off.'))
        }
      />
      <div className="shortcut-tools">
        <SearchField aria-label={t('Find a shortcut')} value={sought} onChange={setSought}>
          <Input className="set-search" placeholder={t('Find a command or a key')} />
        </SearchField>
        <span className="grow" role="status">
          {said}
        </span>
        <Button
          size="small"
          unavailable={changes === 0 ? t('Nothing is changed') : null}
          onClick={() => keepKeys({ preset: kept.keys.preset, changed: {} }, t('All keys are the preset’s again.'))}
        >
          {changes === 0 ? t('Reset all') : t('Reset all ({{changes}})', { changes })}
        </Button>
      </div>
      {sections.map((section) => (
        <section key={section} className="shortcut-card" aria-label={section}>
          <h3>{section}</h3>
          <ul>
            {shown
              .filter(([, definition]) => definition.section === section)
              .map(([id, definition]) => (
                <ShortcutRow
                  key={id}
                  id={id}
                  definition={definition}
                  combos={combos[id] ?? []}
                  singleKeys={kept.singleKeys}
                  changed={isChanged(kept.keys, id)}
                  recording={recording?.id === id ? recording : null}
                  onRecord={(replaced) => setRecording({ id, replaced, heard: null })}
                  onKey={hear}
                  onTake={() => {
                    if (recording?.heard !== null && recording !== null)
                      give(id, recording.heard.combo, recording.replaced)
                  }}
                  onRemove={(combo) =>
                    keepKeys(
                      withKeys(
                        kept.keys,
                        base,
                        id,
                        (combos[id] ?? []).filter((own) => own !== combo),
                      ),
                      t('{{title}}: {{combo}} removed.', { title: definition.title, combo: comboWords(combo) }),
                    )
                  }
                  onReset={() =>
                    keepKeys(
                      withKeys(kept.keys, base, id, base[id] ?? []),
                      t('{{title}} is reset.', { title: definition.title }),
                    )
                  }
                  onCancel={() => setRecording(null)}
                />
              ))}
          </ul>
        </section>
      ))}
      {sections.length === 0 ? (
        <p className="tertiary">{t('No command is called that, and none has such a key.')}</p>
      ) : null}
    </>
  )
}

/** What stands beside the keys. */
export function AboutKeys() {
  return (
    <aside className="set-side" aria-label={t('About keys')}>
      <h3>{t('How keys work')}</h3>
      <ul className="set-lines">
        <li>{t('Letters rest while you type in a field.')}</li>
        <li>{t('They go by what your keyboard writes, not by where they lie.')}</li>
        <li>{t('In one place one key means one thing. A key that is taken is offered, never taken by itself.')}</li>
        <li>{t('Keys of the browser and the system cannot be given away.')}</li>
        <li>{t('Escape always steps back, and decides nothing.')}</li>
      </ul>
      <h3>{t('Kept and moved')}</h3>
      <p>{t('With the settings of this profile; an exported configuration carries them.')}</p>
    </aside>
  )
}
