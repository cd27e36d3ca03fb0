import type { ReactNode } from 'react'
import { Button, Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import '#renderer/styles/select.css'

/** A verb that has to be told how: the ways open over the page, one of them is chosen, and the menu is gone. */
export type Choice = { readonly id: string; readonly label: string; readonly hint?: string }

type Props = {
  /** What the choices are about, for listeners. */
  readonly label: string
  readonly choices: readonly Choice[]
  readonly onChoose: (id: string) => void
  readonly isOpen: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly className: string
  /** What stands on the button. */
  readonly children: ReactNode
}

export function Menu({ label, choices, onChoose, isOpen, onOpenChange, className, children }: Props) {
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <Button className={className}>{children}</Button>
      <Popover className="select-popover" offset={4}>
        <AriaMenu autoFocus="first" className="select-list" aria-label={label} onAction={(id) => onChoose(String(id))}>
          {choices.map((choice) => (
            <MenuItem key={choice.id} id={choice.id} textValue={choice.label} className="select-item">
              {choice.label}
              {choice.hint === undefined ? null : <small className="menu-hint">{choice.hint}</small>}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
