import { create } from 'zustand'
import type { Lately, PolicyDocument, PolicyView, Review, Rule, Suggestion } from '#contract/policy.ts'
import type { ToolView } from '#contract/tool.ts'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'
import { keepRule, useDrafts } from '#renderer/state/policies-drafts.ts'
import { go, useUi } from '#renderer/state/ui.ts'
import { RemoteError } from '#rpc/connect.ts'
import { t } from '#renderer/ui/language.ts'

/** The rules as the desk holds them, what they did of late, and what of them is on the screen. */
export type PolicyTab = 'rules' | 'tools' | 'floor' | 'second'
export type PolicyPlace =
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'presets' }
  | { readonly kind: 'import' }
  | { readonly kind: 'nothing' }

type Held = {
  readonly view: PolicyView | null
  readonly failure: string | null
  readonly lately: Lately | null
  readonly suggestions: readonly Suggestion[]
  readonly reviews: { readonly items: readonly Review[]; readonly open: number } | null
  readonly tools: readonly ToolView[]
  readonly tab: PolicyTab
  readonly place: PolicyPlace
  /** What was done a moment ago and can be taken back. */
  readonly done: { readonly text: string; readonly undo: (() => void) | null } | null
}

export const usePolicies = create<Held>()(() => ({
  view: null,
  failure: null,
  lately: null,
  suggestions: [],
  reviews: null,
  tools: [],
  tab: 'rules',
  place: { kind: 'nothing' },
  done: null,
}))

const set = (change: Partial<Held>): void => usePolicies.setState(change)
/** What was said of the place before does not go along. */
export const showTab = (tab: PolicyTab): void => set({ tab, done: null })
export const showPlace = (place: PolicyPlace): void => set({ place, tab: 'rules', done: null })
export const sayDone = (text: string, undo: (() => void) | null): void => set({ done: { text, undo } })
export const forgetDone = (): void => set({ done: null })

export function openPolicies(place: PolicyPlace | null): void {
  if (place !== null) showPlace(place)
  go('policies')
}

const readSuggestions = async (): Promise<void> =>
  set({ suggestions: (await theDesk().policies.suggestions({})).suggestions })

/** Not suggested at this desk again, unless it is taken back. */
export async function dismiss({ rule, tool }: Suggestion): Promise<void> {
  const say = async (dismissed: boolean): Promise<void> => {
    await theDesk().policies.dismiss({ ruleId: rule.id, dismissed })
    await readSuggestions()
  }
  try {
    await say(true)
    sayDone(t('The suggestion for {{tool}} is dismissed.', { tool }), () => void say(false).catch(() => {}))
  } catch (error) {
    sayDone(t('The suggestion stays. {{error}}', { error: failureText(error) }), null)
  }
}

/** A newer version only: a list that is drawn anew for nothing would take the focus along. */
export async function loadPolicies(): Promise<void> {
  try {
    const view = await theDesk().policies.get({})
    const { view: held } = usePolicies.getState()
    const isSame = held?.version === view.version && JSON.stringify(held.preset) === JSON.stringify(view.preset)
    set({ ...(isSame ? {} : { view }), failure: null })
  } catch (error) {
    set({ failure: failureText(error) })
  }
}

/** What stands around the rules; each part for itself, since one may fail. */
export function loadAround(): void {
  const quietly = (act: () => Promise<void>): void => void act().catch(() => {})
  quietly(async () => set({ lately: await theDesk().policies.lately({}) }))
  quietly(readSuggestions)
  quietly(async () => set({ tools: (await theDesk().settings.get({})).tools }))
  quietly(loadReviews)
}

export async function loadReviews(): Promise<void> {
  const { items, open } = await theDesk().policies.reviewQueue({ open: true, cursor: null, limit: 200 })
  set({ reviews: { items, open } })
}

const watchedMs = 4000
const unwatchedMs = 30_000

/** Keeps the name in the top bar true, and the screen as new as the desk while somebody looks at it. */
export function followPolicies(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const round = async (): Promise<void> => {
    clearTimeout(timer)
    const isOpen = useConnection.getState().state === 'open'
    if (isOpen && document.visibilityState === 'visible') await loadPolicies()
    timer = setTimeout(() => void round(), useUi.getState().section === 'policies' ? watchedMs : unwatchedMs)
  }
  const stop = useConnection.subscribe((now, before) => {
    if (now.state === 'open' && before.state !== 'open') void round()
  })
  void round()
  return () => {
    stop()
    clearTimeout(timer)
  }
}

export type Saved =
  | { readonly ok: true }
  /** Somebody else saved first; what is in force now has been read. */
  | { readonly ok: false; readonly newer: boolean; readonly message: string }

/** Saves a change of the document in force. `floor`: the change of what never runs by itself is meant. */
export async function savePolicy(change: (document: PolicyDocument) => PolicyDocument, floor = false): Promise<Saved> {
  const { view } = usePolicies.getState()
  if (view === null) return { ok: false, newer: false, message: t('The rules have not been read yet.') }
  try {
    const next = { document: change(view.document), basedOn: view.version, ...(floor ? { floor } : {}) }
    set({ view: await theDesk().policies.save(next) })
    return { ok: true }
  } catch (error) {
    const newer = error instanceof RemoteError && error.code === 'changed'
    if (newer) await loadPolicies()
    return { ok: false, newer, message: failureText(error) }
  }
}

export const withRule = (document: PolicyDocument, rule: Rule): PolicyDocument => ({
  ...document,
  rules: document.rules.some(({ id }) => id === rule.id)
    ? document.rules.map((one) => (one.id === rule.id ? rule : one))
    : [...document.rules, rule],
})

export const withoutRule = (document: PolicyDocument, id: string): PolicyDocument => ({
  ...document,
  rules: document.rules.filter((one) => one.id !== id),
})

/** What somebody is writing already is not written over. */
function freeId(id: string): string {
  const { drafts } = useDrafts.getState()
  let [free, number] = [id, 2]
  while (drafts[free] !== undefined) [free, number] = [`${id}.${number}`, number + 1]
  return free
}

/** The editor, with a rule for proposals like this one. Resolves to what is wrong, or null. */
export async function convertToRule(proposalId: string): Promise<string | null> {
  try {
    const drafted = await theDesk().policies.draft({ proposalId })
    const rule = { ...drafted, id: freeId(drafted.id) }
    keepRule({ rule, basis: null, note: t('from one decision'), json: null })
    openPolicies({ kind: 'rule', id: rule.id })
    return null
  } catch (error) {
    return failureText(error)
  }
}
