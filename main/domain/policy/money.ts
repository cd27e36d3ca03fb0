const placeholder = /\{\{\s*args\.([^{}|\s]+)\s*\|\s*money\b[^{}]*\}\}/g

/** Pointers to what a tool shows as money: by its sentence, and by what the catalogue says. */
export function moneyPointers(sentence: string | null, amountPointer: string | null): readonly string[] {
  const shown = [...(sentence ?? '').matchAll(placeholder)].map(([, path = '']) => `/${path.replaceAll('.', '/')}`)
  return [...new Set([...shown, ...(amountPointer === null ? [] : [amountPointer])])]
}
