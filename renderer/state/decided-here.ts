/** Decisions this window has sent: whoever sent one is done with it, even if the caret still stands in its text field. */
const sent = new Set<string>()

export const noteDecision = (id: string): void => void sent.add(id)
export const isDecidedHere = (id: string): boolean => sent.has(id)
/** It was refused: the person is still at it. */
export const forgetDecision = (id: string): void => void sent.delete(id)
