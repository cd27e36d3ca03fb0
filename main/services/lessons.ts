import type { AppContract } from '#contract/index.ts'
import { lessonsAsCsv, lessonsAsJson } from '#main/domain/lesson-file.ts'
import type { LessonStore } from '#main/store/lessons.ts'
import type { Handlers } from '#rpc/serve.ts'

const mostExported = 10_000

/** What rejections and notes taught, to be looked through and taken along. */
export const lessonHandlers = (lessons: LessonStore): Handlers<AppContract['lessons']> => ({
  counts: async () => ({ ...(await lessons.counts()) }),
  list: async (options) => {
    const { items, before } = await lessons.list(options)
    return { items: [...items], before }
  },
  export: async ({ kind, format }) => {
    const { items } = await lessons.list({ kind, before: null, limit: mostExported })
    const text = format === 'csv' ? lessonsAsCsv(items) : lessonsAsJson(items)
    return { name: `${kind.replace('_', '-')}s.${format}`, text }
  },
})
