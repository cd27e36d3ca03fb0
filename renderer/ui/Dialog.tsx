import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useCommands } from '#renderer/ui/keys.ts'

type Props = {
  readonly title: string
  readonly onClose: () => void
  readonly className?: string
  /** The title is there for those who listen only. */
  readonly bare?: boolean
  readonly children: ReactNode
}

/**
 * A dialog: takes the focus, keeps it, gives it back, and makes everything behind it inert. Escape and the scrim close it;
 * neither decides anything. What is to have the focus first says `autoFocus`.
 */
export function Dialog({ title, onClose, className, bare = false, children }: Props) {
  // Escape stays with the one place keys are read, so that the innermost of several things is the one that closes.
  useCommands({ 'dialog.close': onClose })
  return (
    <ModalOverlay
      className="scrim"
      isOpen
      isDismissable
      isKeyboardDismissDisabled
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Modal className="dialog-place">
        <AriaDialog className={className ?? 'dialog'}>
          <Heading slot="title" className={bare ? 'visually-hidden' : 'dialog-title'}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
