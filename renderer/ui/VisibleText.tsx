import { useMemo } from 'react'
import { visibleParts } from '#renderer/ui/visible-text.ts'

/** Untrusted plain text with hidden characters shown. */
export function VisibleText({ text }: { readonly text: string }) {
  const parts = useMemo(() => visibleParts(text), [text])
  return (
    <>
      {parts.map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <span key={`${index}`} className="hidden-character" title={part.name} role="img" aria-label={part.name}>
            {part.glyph}
          </span>
        ),
      )}
    </>
  )
}
