const placeholder = /\{\{\s*args\.([^{}|\s]+)\s*\|\s*money\b(?::([A-Z]{3}))?[^{}]*\}\}/g

/** Pointers to what a tool shows as money: by its sentence, and by what the catalogue says. */
export function moneyPointers(sentence: string | null, amountPointer: string | null): readonly string[] {
  const shown = [...(sentence ?? '').matchAll(placeholder)].map(([, path = '']) => `/${path.replaceAll('.', '/')}`)
  return [...new Set([...shown, ...(amountPointer === null ? [] : [amountPointer])])]
}

/** The currency that a tool's sentence names for this number, or null. */
export const currencyIn = (sentence: string | null, pointer: string): string | null =>
  [...(sentence ?? '').matchAll(placeholder)].find(
    ([, path = '']) => `/${path.replaceAll('.', '/')}` === pointer,
  )?.[2] ?? null
