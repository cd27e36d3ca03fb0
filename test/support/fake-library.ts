import type { AppContract, ConversationView } from '#contract/index.ts'
import type { Handlers } from '#rpc/serve.ts'
import { fakeInsights } from '#test/support/fake-insights.ts'
import { fakeQueries } from '#test/support/fake-queries.ts'
import { fakeTimeline } from '#test/support/fake-timeline.ts'
import { fakeTranscripts } from '#test/support/fake-transcripts.ts'

/** What is found in invented conversations, and shown of them. */
export const fakeLibrary = (
  views: () => Iterable<ConversationView>,
): Pick<Handlers<AppContract>, 'transcripts' | 'timeline' | 'insights'> => ({
  transcripts: { ...fakeQueries('Jo Lindqvist'), ...fakeTranscripts(views) },
  timeline: fakeTimeline(views),
  insights: fakeInsights,
})
