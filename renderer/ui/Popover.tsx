import type { ReactNode } from 'react'
import { Button, Dialog, DialogTrigger, Popover as AriaPopover } from 'react-aria-components'
import '#renderer/styles/popover.css'

type Props = {
  /** What it is about, for listeners. */
  readonly label: string
  readonly isOpen: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly className: string
  /** Marks the button where what it opens holds a fault. */
  readonly invalid?: boolean
  /** What stands on the button. */
  readonly face: ReactNode
  readonly children: ReactNode
}

/** A button that opens something small to fill in beside it: takes the focus, gives it back, closes with Escape. */
export function Popover({ label, isOpen, onOpenChange, className, invalid, face, children }: Props) {
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <Button className={`${className}${invalid === true ? ' is-invalid' : ''}`}>{face}</Button>
      <AriaPopover className="popover" offset={6} placement="bottom start">
        <Dialog className="popover-body" aria-label={label}>
          {children}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  )
}
