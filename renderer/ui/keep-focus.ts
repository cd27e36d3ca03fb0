import type { MouseEvent } from 'react'

/** For a button beside which one goes on with the keyboard: a pointer presses it and leaves the focus where it was. */
export const keepFocus = (event: MouseEvent): void => event.preventDefault()
