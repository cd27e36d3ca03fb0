import { momentText } from '#main/domain/moment.ts'
import type { Story } from '#main/domain/exchange/story.ts'

/**
 * Conversations as pages that need nothing but a browser: no scripts, no pictures, no address of anybody. All words are
 * text; the page's own policy forbids whatever would not be.
 */
const style = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c1b19;background:#fff}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .5rem}
article+article{margin-top:3rem;padding-top:2rem;border-top:1px solid #8884}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:0 0 1.5rem;font-size:.9rem}
dt{color:#5d5a55}dd{margin:0;overflow-wrap:anywhere}
ol{list-style:none;margin:0;padding:0}
li{margin:0 0 .9rem;padding:.5rem .8rem;border-left:3px solid #bbb;break-inside:avoid}
li[data-kind=customer]{border-color:#2f6fb3}li[data-kind=agent]{border-color:#3d8259}
li[data-kind=note]{border-color:#b1842c;background:#b1842c14}li[data-kind=action]{border-color:#7a5bb5}li[data-kind=score]{border-color:#7a5bb5;background:#7a5bb514}
header{font-size:.85rem;color:#5d5a55}header b{color:inherit}
p{margin:.2rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{background:#181715;color:#ecebe8}dt,header{color:#aaa69f}}
@media print{body{margin:0;max-width:none;font-size:11pt;color:#000;background:#fff}article+article{break-before:page;border:0;margin:0;padding:0}dt,header{color:#333}}
`.trim()

const kinds = {
  customer: 'Customer',
  agent: 'Answer',
  note: 'Internal note',
  event: 'Event',
  action: 'Action',
  score: 'Score',
} as const

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

export const htmlHead = (title: string): string =>
  [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(title)}</title><style>${style}</style></head><body>`,
    '',
  ].join('\n')

export const htmlFoot = '</body></html>\n'

export function htmlArticle({ title, facts, parts }: Story): string {
  const rows = facts.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd dir="auto">${escapeHtml(value)}</dd>`)
  const items = parts.map(
    ({ at, kind, who, text }) =>
      `<li data-kind="${kind}"><header><b>${escapeHtml(who)}</b> · ${kinds[kind]} · <time>${momentText(at)}</time></header><p dir="auto">${escapeHtml(text)}</p></li>`,
  )
  return [
    `<article><h1 dir="auto">${escapeHtml(title)}</h1>`,
    `<dl>${rows.join('')}</dl>`,
    `<ol>${items.join('\n')}</ol></article>`,
    '',
  ].join('\n')
}

export const htmlPage = (story: Story): string => `${htmlHead(story.title)}${htmlArticle(story)}${htmlFoot}`
