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
import { plural } from '#renderer/ui/words.ts'
import '#renderer/styles/settings-shortcuts.css'

const presetWords: readonly { readonly value: KeyPreset; readonly label: string }[] = [
  { value: 'default', label: 'Default' },
  { value: 'vim', label: 'Vim-like' },
  { value: 'gmail', label: 'Gmail-like' },
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
        title="Shortcuts"
        words="Press a key to change it. Everything can also be done from the palette."
        action={
          <Segments
            label="Preset"
            value={kept.keys.preset}
            options={presetWords}
            onChange={(preset) =>
              keepKeys(
                { preset, changed: {} },
                changes === 0
                  ? 'The preset is in force.'
                  : `The preset is in force; ${plural(changes, 'change', 'changes')} dropped.`,
              )
            }
          />
        }
      />
      {problems.length === 0 ? null : (
        <Notice tone="warn" title="Some stored keys are not in force.">
          {problems.join(' ')} The preset’s keys stand in their place.
        </Notice>
      )}
      {refusal === null ? null : (
        <p className="form-error" role="alert">
          {refusal}
        </p>
      )}
      <CheckField
        label="Single letters as shortcuts"
        help="Off: letters, digits and signs by themselves do nothing. Chords, buttons and the palette do it all."
        checked={kept.singleKeys}
        onChange={(singleKeys) =>
          void keep({ ...kept, singleKeys }, singleKeys ? 'Single letters work.' : 'Single letters are off.')
        }
      />
      <div className="shortcut-tools">
        <SearchField aria-label="Find a shortcut" value={sought} onChange={setSought}>
          <Input className="set-search" placeholder="Find a command or a key" />
        </SearchField>
        <span className="grow" role="status">
          {said}
        </span>
        <Button
          size="small"
          unavailable={changes === 0 ? 'Nothing is changed' : null}
          onClick={() => keepKeys({ preset: kept.keys.preset, changed: {} }, 'All keys are the preset’s again.')}
        >
          Reset all{changes === 0 ? '' : ` (${changes})`}
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
                      `${definition.title}: ${comboWords(combo)} removed.`,
                    )
                  }
                  onReset={() =>
                    keepKeys(withKeys(kept.keys, base, id, base[id] ?? []), `${definition.title} is reset.`)
                  }
                  onCancel={() => setRecording(null)}
                />
              ))}
          </ul>
        </section>
      ))}
      {sections.length === 0 ? <p className="tertiary">No command is called that, and none has such a key.</p> : null}
    </>
  )
}

/** What stands beside the keys. */
export function AboutKeys() {
  return (
    <aside className="set-side" aria-label="About keys">
      <h3>How keys work</h3>
      <ul className="set-lines">
        <li>Letters rest while you type in a field.</li>
        <li>They go by what your keyboard writes, not by where they lie.</li>
        <li>In one place one key means one thing. A key that is taken is offered, never taken by itself.</li>
        <li>Keys of the browser and the system cannot be given away.</li>
        <li>Escape always steps back, and decides nothing.</li>
      </ul>
      <h3>Kept and moved</h3>
      <p>With the settings of this profile; an exported configuration carries them.</p>
    </aside>
  )
}
