import { Fragment, useMemo } from 'react'
import { breakPoints } from '#renderer/ui/break-points.ts'
import { visibleParts } from '#renderer/ui/visible-text.ts'

/** Untrusted plain text with hidden characters shown, and places where its long words may go on in the next line. */
export function VisibleText({ text }: { readonly text: string }) {
  const parts = useMemo(() => visibleParts(text), [text])
  return (
    <>
      {parts.map((part, index) =>
        part.kind === 'text' ? (
          <Fragment key={`${index}`}>
            {breakPoints(part.text).map((piece, at) => (
              <Fragment key={`${at}`}>
                {at === 0 ? null : <wbr />}
                {piece}
              </Fragment>
            ))}
          </Fragment>
        ) : (
          <span key={`${index}`} className="hidden-character" title={part.name} role="img" aria-label={part.name}>
            {part.glyph}
          </span>
        ),
      )}
    </>
  )
}
