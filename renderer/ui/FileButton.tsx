import { useRef } from 'react'
import type { ReactNode } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** A button that asks for one file of text and hands over what is in it. Nothing else of the disk is read. */
type Props = {
  /** What the file is, for listeners. */
  readonly label: string
  readonly size?: 'small' | 'normal'
  readonly look?: 'outline' | 'solid'
  readonly autoFocus?: boolean
  /** What the picker offers; absent: JSON. */
  readonly accept?: string
  readonly unavailable?: string | null
  readonly onText: (text: string) => void
  /** Why what was chosen was not read. */
  readonly onRefused: (why: string) => void
  readonly children: ReactNode
}

/** As much as the desk takes in one document. */
const mostBytes = 1_000_000

export function FileButton({
  label,
  size,
  look,
  autoFocus,
  accept = 'application/json,.json',
  unavailable,
  onText,
  onRefused,
  children,
}: Props) {
  const field = useRef<HTMLInputElement>(null)
  const take = async (): Promise<void> => {
    const file = field.current?.files?.[0]
    if (file === undefined) return
    try {
      if (file.size > mostBytes) onRefused(t('This file is larger than any document of a desk.'))
      else onText(await file.text())
    } catch {
      onRefused(t('The file could not be read.'))
    }
    if (field.current !== null) field.current.value = ''
  }
  return (
    <>
      <Button
        size={size ?? 'normal'}
        look={look ?? 'outline'}
        // A dialog that begins with a file begins here.
        autoFocus={autoFocus === true}
        unavailable={unavailable ?? null}
        onClick={() => field.current?.click()}
      >
        {children}
      </Button>
      <input
        ref={field}
        className="visually-hidden"
        type="file"
        accept={accept}
        aria-label={label}
        tabIndex={-1}
        onChange={() => void take()}
      />
    </>
  )
}
