import { failureText, theDesk } from '#renderer/connection.ts'
import { setUpOf, type Turn } from '#renderer/state/playground-steps.ts'
import { beginWith, changeColumn, openPlayground, usePlayground } from '#renderer/state/playground.ts'
import { cancelAll } from '#renderer/state/playground-run.ts'
import { useTranscriptView } from '#renderer/state/transcript-view.ts'
import { useTranscripts } from '#renderer/state/transcripts.ts'
import { useUi } from '#renderer/state/ui.ts'
import type { TimelineEntry, Transcript } from '#contract/transcript.ts'

/** Opens a stored conversation at one of its turns in both columns. Only what is stored here is read. */
export async function replayAt(conversationId: number, point: string | null): Promise<void> {
  openPlayground('side')
  cancelAll()
  usePlayground.setState({ opening: true, failure: null })
  try {
    const { points } = await theDesk().replays.points({ conversationId })
    const known = points.some(({ id }) => id === point) ? point : null
    const replay = await theDesk().replays.items({ conversationId, point: known, before: false })
    const turns = replay.items.map((item): Turn => ({ kind: 'item', id: crypto.randomUUID(), item }))
    beginWith(turns, { conversationId, title: replay.title, point: known, points })
    const { side, instructions } = replay
    if (side !== null)
      changeColumn('a', (column) => {
        const setUp = setUpOf(side, column.setUp)
        return { ...column, setUp: { ...setUp, instructions: instructions ?? setUp.instructions } }
      })
  } catch (error) {
    usePlayground.setState({ failure: failureText(error) })
  } finally {
    usePlayground.setState({ opening: false })
  }
}

/** The place of a replay that a row of the timeline stands for; null: none, and all of it is meant. */
export function pointOf(entry: TimelineEntry | undefined, proposals: Transcript['proposals']): string | null {
  if (entry === undefined) return null
  if (entry.kind === 'message') return `m${entry.message.id}`
  if ('turnId' in entry) return entry.turnId
  if ('proposalId' in entry) return proposals.find(({ id }) => id === entry.proposalId)?.turnId ?? null
  return null
}

/** What is in sight, taken up in the playground. */
export function tryInSight(): void {
  const { section, conversationId } = useUi.getState()
  if (section === 'inbox' && conversationId !== null) return void replayAt(conversationId, null)
  const { conversationId: read, entryId } = useTranscripts.getState()
  if (section !== 'transcripts' || read === null) return openPlayground('side')
  const { transcript } = useTranscriptView.getState()
  const entry = transcript?.entries.find(({ id }) => id === entryId)
  void replayAt(read, pointOf(entry, transcript?.proposals ?? []))
}
