import { VoiceFormatSchema, defaultVoiceFormat, type VoiceFormat } from '#contract/voice.ts'
import { locale, t } from '#renderer/ui/language.ts'

/** The ways sound may travel, as names one can choose from and back. */
const rates = [8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const

export const formatName = (format: VoiceFormat): string =>
  format.type === 'audio/pcm' ? `pcm ${format.rate}` : format.type

export const formatOptions: readonly { readonly value: string; readonly label: string }[] = [
  ...rates.map((rate) => ({
    value: `pcm ${rate}`,
    label: t(rate === 24_000 ? 'PCM, {{kiloHertz}} kHz (usual)' : 'PCM, {{kiloHertz}} kHz', {
      kiloHertz: (rate / 1000).toLocaleString(locale),
    }),
  })),
  { value: 'audio/pcmu', label: t('G.711 µ-law, 8 kHz') },
  { value: 'audio/pcma', label: t('G.711 A-law, 8 kHz') },
]

export function formatOf(name: string): VoiceFormat {
  const [, rate] = /^pcm (\d+)$/.exec(name) ?? []
  const read = VoiceFormatSchema.safeParse(
    rate === undefined ? { type: name } : { type: 'audio/pcm', rate: Number(rate) },
  )
  return read.success ? read.data : defaultVoiceFormat
}
