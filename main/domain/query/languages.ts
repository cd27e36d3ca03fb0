/** The languages that are offered; any other two or three letters are understood too. */
export const languages = 'en es fr de it pt nl pl sv da no fi cs hu ro el tr ru uk ar he hi th vi id ms ja ko zh'.split(
  ' ',
)

/** Made when it is first asked for: it takes its time. */
let names: Intl.DisplayNames | null = null

export const languageName = (code: string): string =>
  (names ??= new Intl.DisplayNames('en', { type: 'language' })).of(code) ?? code

export function readLanguage(text: string): { readonly code: string | null; readonly suggestion?: string } {
  const typed = text.toLowerCase()
  if (/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/u.test(typed)) return { code: typed }
  const found = languages.find((code) => languageName(code).toLowerCase() === typed)
  return found === undefined ? { code: null } : { code: null, suggestion: found }
}
