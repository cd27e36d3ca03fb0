import { create } from 'zustand'
import type { Desk } from '#renderer/connection.ts'
import { failureText, useConnection } from '#renderer/connection.ts'
import { parseAddress } from '#renderer/state/address.ts'
import { readFrom } from '#renderer/state/activity.ts'
import { openPolicies } from '#renderer/state/policies.ts'
import { openSearch } from '#renderer/state/transcript-search.ts'
import { go, openConversation, openProposal } from '#renderer/state/ui.ts'
import { t } from '#renderer/ui/language.ts'

/** Links that lead into the desk: from a notification, another program, or typed. What they ask for is shown, never done. */
export const useLinkNotice = create<{ readonly notice: string | null }>()(() => ({ notice: null }))
const say = (notice: string | null): void => useLinkNotice.setState({ notice })
export const dismissLinkNotice = (): void => say(null)

let asked = 0

/** Follows the link the page was opened with, and every later one. */
export function followLinks(): () => void {
  followAddress()
  window.addEventListener('hashchange', followAddress)
  return () => window.removeEventListener('hashchange', followAddress)
}

function followAddress(): void {
  const address = parseAddress(location.hash)
  asked += 1
  switch (address.kind) {
    case 'none':
      return
    case 'token':
      // A new key to the door, in a page that is open already: it is used where pages begin. The app's window needs none.
      if (location.protocol !== 'app:') return location.reload()
      return refuse()
    case 'conversation':
      forget()
      return openConversation(address.id)
    case 'proposal':
      forget()
      return void showProposal(address.id, asked)
    case 'activity':
      forget()
      go('activity')
      return void (address.seq === null ? undefined : connected().then(() => readFrom(Number(address.seq))))
    case 'policies':
      forget()
      return openPolicies(null)
    case 'rule':
      forget()
      return openPolicies({ kind: 'rule', id: address.id })
    case 'transcripts':
      forget()
      return void connected().then(() => openSearch(address))
    case 'unknown':
      return refuse()
  }
}

function refuse(): void {
  forget()
  say(t('This link was not understood. Nothing was opened.'))
}

/** The same link may come again, and should not come back with a reload. */
function forget(): void {
  say(null)
  history.replaceState(null, '', location.pathname)
}

/** What a notification or a link leads to; a newer wish wins. */
export async function showProposal(id: string, mine: number = (asked += 1)): Promise<void> {
  try {
    const desk = await connected()
    const { proposal } = await desk.proposals.get({ id })
    if (mine === asked) openProposal(proposal.id, proposal.conversationId)
  } catch (error) {
    if (mine === asked) say(t('What this link leads to could not be opened. {{error}}', { error: failureText(error) }))
  }
}

const connected = (): Promise<Desk> =>
  new Promise((resolve) => {
    const { desk } = useConnection.getState()
    if (desk !== null) return resolve(desk)
    const stop = useConnection.subscribe((now) => {
      if (now.desk === null) return
      stop()
      resolve(now.desk)
    })
  })
