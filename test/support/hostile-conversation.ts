import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import { documentOf } from '#main/domain/knowledge/document-file.ts'
import { createKeptKnowledge } from '#main/services/knowledge/kept-knowledge.ts'
import type { OpenedStore } from '#main/store/index.ts'
import type { IncomingMessage } from '#main/store/store.ts'
import { hostileHtml } from '#test/support/hostile-html.ts'
import { hostileWords } from '#test/support/hostile-words.ts'
import { attempted, approved } from '#test/support/proposals.ts'
import { asked, incomingConversation, incomingMessage, newProposal, storedTurn } from '#test/support/store.ts'

/** One conversation with everything a hostile customer, model or tool can write, in every place that shows words. */

/** Who would hear if anything left: a server that keeps what it was asked for. */
export type Listener = { readonly at: string; readonly heard: readonly string[]; readonly stop: () => Promise<void> }

export async function startListener(): Promise<Listener> {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`)
    response.setHeader('access-control-allow-origin', '*')
    response.end('ran(1)')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

export const corpusOf = (at: string) => ({ html: hostileHtml(at), words: hostileWords(at) })

/** How a row is told from others, whatever stands beside it. */
const mark = (index: number) => `No. ${index}: `

export async function seedCorpus(store: OpenedStore, at: string): Promise<void> {
  const { html, words } = corpusOf(at)
  const now = Date.now() - 3_600_000
  const messages: IncomingMessage[] = [
    ...html.map((text) => ({ html: text, text: text.slice(0, 2000), author: 'customer' as const })),
    ...words.map((text, index) => ({
      html: null,
      text,
      author: (['customer', 'agent', 'operator', 'bot'] as const)[index % 4] ?? 'customer',
      kind: index % 5 === 4 ? ('note' as const) : ('comment' as const),
    })),
  ].map((more, index) =>
    incomingMessage(`corpus-${index}`, {
      ...more,
      authorName: `${mark(index)}${more.text.slice(0, 300)}`,
      at: now + index * 1000,
      attachments:
        index % 8 === 0
          ? [
              {
                name: more.text.slice(0, 300),
                url: `${at}/file-${index}.svg`,
                contentType: 'image/svg+xml',
                bytes: null,
              },
            ]
          : [],
    }),
  )
  const name = `Corpus ${html[0]}`
  const [merged] = await store.conversations.merge(
    [
      incomingConversation('corpus', {
        subject: html.slice(10, 30).join(' '),
        customer: { externalId: 'c-corpus', name, email: `"${html[2]}"@larch.example` },
        tags: words.slice(0, 10),
        messages,
      }),
    ],
    null,
  )
  const { id } = merged!.conversation
  const turn = storedTurn('turn-corpus', id, {
    ragResults: [...html, ...words].slice(0, 40).map((text, index) => ({
      text,
      score: 1 - index / 100,
      collectionId: text,
      title: text,
      url: 'javascript:ran(1)',
    })),
  })
  const every = [...html, ...words].map((text) => text.slice(0, 3000))
  const pieces = Array.from({ length: 12 }, (_, index) => every.filter((_text, at2) => at2 % 12 === index))
  const done = pieces.map((texts, position) =>
    newProposal(`p-corpus-${position}`, id, turn.id, {
      position,
      tool: 'look_up',
      risk: 0,
      arguments: { texts: texts.slice(0, 3) },
    }),
  )
  const open = newProposal('p-corpus-open', id, turn.id, {
    position: 20,
    tool: 'issue_store_credit',
    risk: 1,
    arguments: { note: every.join('\n').slice(0, 20_000), [html[0] ?? '']: html[1] ?? '' },
    sentence: [
      { text: 'Read the corpus, ', value: false },
      { text: html[13] ?? '', value: true },
    ],
    agentReason: html.slice(0, 60).join('\n'),
    checks: [],
  })
  await store.ledger.propose({
    turn,
    proposals: [
      ...done.map((proposal, index) => ({
        id: proposal.id,
        events: [
          ...asked(proposal),
          approved(proposal),
          attempted,
          { type: 'sent' as const },
          {
            type: 'succeeded' as const,
            receipt: { status: 200, remoteId: null, summary: pieces[index]?.[0] ?? '' },
            result: { texts: pieces[index] ?? [] },
            resolvedBy: null,
          },
        ],
        outboxKey: null,
      })),
      { id: open.id, events: asked(open), outboxKey: null },
    ],
    conversation: { activity: 'waiting' },
  })
}

/** The same as documents: the Markdown of a folder as it is read, and every text of the corpus a chapter of it, its heading hostile too. */
export async function seedDocuments(store: OpenedStore, at: string): Promise<void> {
  const { html, words } = corpusOf(at)
  const every = [...html, ...words].map((text) => text.slice(0, 2000))
  const chapters = every.map(
    (text, index) => `# ${mark(index)}${text.replaceAll(/\s+/g, ' ').slice(0, 200)}\n\n${text}\n`,
  )
  const named = `title: ${html[0]}\nurl: https://larch.example/${html[2]?.replaceAll(/\s/g, '')}\ntags: [${words.slice(0, 5).join(',')}]`
  const text = documentOf(
    { path: `a/${html[0]}.md`, text: `---\n${named}\n---\n${chapters.join('\n')}`, format: 'markdown' },
    (page) => ({ text: page, title: null }),
  )
  await createKeptKnowledge(store.settings).drafts.put({
    id: 'kd_corpus',
    text: { ...text, title: `Corpus ${text.title}` },
    documentId: null,
    version: null,
    gapKeys: [],
    botGapIds: [],
    questions: words.slice(0, 5).map((one) => one.slice(0, 2000)),
    before: [],
    createdAt: Date.now(),
    updatedAt: Date.now(),
    proposalId: null,
  })
}

/** Goes through a windowed list to its beginning and back to its end, from row to row however tall they are; the numbers of all that were drawn. */
export async function walkThrough(list: Locator, rows: string, count: number): Promise<ReadonlySet<number>> {
  const seen = await list.evaluate(
    async (element, { selector, total }) => {
      const found = new Set<number>()
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      element.dispatchEvent(new WheelEvent('wheel'))
      let up = true
      // Older rows are fetched when their end comes into sight: at the top it waits for more.
      for (let since = performance.now(); performance.now() - since < 8000 && found.size < total;) {
        const before = found.size
        const drawn = [...element.querySelectorAll(selector)]
        const words = drawn.map((row) => row.textContent ?? '').join('\n')
        for (const [, index] of words.matchAll(/No\. (\d+):/g)) found.add(Number(index))
        if (found.has(0)) up = false
        const box = element.getBoundingClientRect()
        const edges = drawn.map((row) => row.getBoundingClientRect())
        element.scrollTop += up
          ? Math.min(...edges.map(({ top }) => top)) - box.bottom + 40
          : Math.max(...edges.map(({ bottom }) => bottom)) - box.top - 40
        await frame()
        await frame()
        if (found.size > before) since = performance.now()
      }
      return [...found]
    },
    { selector: rows, total: count },
  )
  return new Set(seen)
}

/** From now on the page counts what runs, and says so outside of itself. */
export async function countRuns(page: Page): Promise<string[]> {
  const runs: string[] = []
  await page.context().exposeFunction('ran', (what: unknown) => runs.push(`ran(${String(what)})`))
  page.on('dialog', (dialog) => {
    runs.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', (popup) => runs.push(`window ${popup.url()}`))
  page.on('download', (download) => runs.push(`download ${download.url()}`))
  page.on('frameattached', (frame) => runs.push(`frame ${frame.url()}`))
  return runs
}
