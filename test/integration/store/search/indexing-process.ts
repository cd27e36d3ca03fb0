import { writeSync } from 'node:fs'
import { openForWriting } from '#main/store/database.ts'
import { createIndexer } from '#main/store/search/indexer.ts'

/** Indexes in as small steps as there are, and says so after each of them. Ends when nothing is left, or when killed. */
const [file] = process.argv.slice(2)
const indexer = createIndexer(openForWriting(file!), 1)
for (let isMore = true; isMore;) {
  isMore = indexer.work(1)
  writeSync(1, 'step\n')
}
