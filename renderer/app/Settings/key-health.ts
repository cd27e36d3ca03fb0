import { useEffect } from 'react'
import { create } from 'zustand'
import { KeyNameSchema, type KeyHealth, type KeyName } from '#contract/model.ts'
import type { SecretName } from '#contract/settings.ts'
import { theDesk } from '#renderer/connection.ts'
import { t } from '#renderer/ui/language.ts'

/** What is known of each key, for as long as the page of keys is open. The keys of the sample are nobody's business. */
type Held = { readonly keys: readonly KeyHealth[] }

const useHeld = create<Held>()(() => ({ keys: [] }))

export const noteHealth = (health: KeyHealth): void =>
  useHeld.setState(({ keys }) => ({ keys: [...keys.filter(({ name }) => name !== health.name), health] }))

async function load(): Promise<void> {
  const found = await theDesk()
    .models.keys({})
    .catch(() => null)
  if (found !== null) useHeld.setState({ keys: found.keys })
}

const betweenLooksMs = 15_000

export function useKeyHealth(isSample: boolean): readonly KeyHealth[] {
  const keys = useHeld((state) => state.keys)
  useEffect(() => {
    if (isSample) return
    void load()
    const timer = setInterval(() => void load(), betweenLooksMs)
    return () => clearInterval(timer)
  }, [isSample])
  return isSample ? [] : keys
}

export const keyNameOf = (name: SecretName): KeyName | null => KeyNameSchema.safeParse(name).data ?? null

/** In words, what stands on the chip. */
export function verdictWords(health: KeyHealth): {
  readonly tone: 'ok' | 'warn' | 'danger' | null
  readonly word: string
} {
  switch (health.verdict) {
    case 'usable':
      return { tone: 'ok', word: t('Healthy') }
    case 'short':
      return { tone: 'warn', word: t('Lacks a permission') }
    case 'refused':
      return { tone: 'danger', word: t('Refused') }
    case 'unreachable':
      return { tone: 'warn', word: t('No answer') }
    case 'missing':
      return { tone: null, word: t('Not set') }
    case 'unchecked':
      return health.standIn === null ? { tone: 'ok', word: t('Set') } : { tone: null, word: t('Not set') }
  }
}
