/**
 * Guardrails answer with the words configured for them and no flag. The same words are kept in the settings; a reply that
 * consists of them, apart from white space, is recognised by its name.
 */
export function matchGuardrail(
  text: string,
  guardrailTexts: readonly { readonly name: string; readonly text: string }[],
): string | null {
  const words = normalise(text)
  if (words === '') return null
  return guardrailTexts.find((guardrail) => normalise(guardrail.text) === words)?.name ?? null
}

const normalise = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()
