/**
 * A written reply as it should be said: without marks of Markdown, without code, and with addresses by what they are called.
 * Pure. Tags that steer a voice are words of the customer's reply like any other, and lose their brackets.
 */
const fenced = /^(```|~~~)[^\n]*\n[\s\S]*?^\1[^\n]*$/gm
const image = /!\[([^\]]*)\]\([^)]*\)/g
const link = /\[([^\]]+)\]\((?:[^()]|\([^)]*\))*\)/g
const referenceLink = /\[([^\]]+)\]\[[^\]]*\]/g
const address = /\b(?:https?:\/\/|www\.)[^\s<>()]+[^\s<>().,;:!?'"]/gi
const inlineCode = /(`+)(.+?)\1/g
const markup = /<\/?[A-Za-z][^<>]*>/g
const lineMarks = /^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)/gm
// One run of signs that has three dashes in it: as three runs after one another it would take minutes over a long line.
const tableRule = /^(?=[^\n]*---)[ \t:|-]+$/gm
const rule = /^[ \t]*(?:[-*_][ \t]*){3,}$/gm
const emphasis = /(?<![\p{L}\p{N}])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}])/gu
const voiceTag = /\[([a-z][a-z-]{2,20})\]/g

const hostOf = (url: string): string => {
  const [host = ''] = url.replace(/^https?:\/\//i, '').split(/[/?#:]/)
  return host.replace(/^www\./i, '')
}

export function speakable(text: string): string {
  let said = text
    .replaceAll('\r\n', '\n')
    .replaceAll(fenced, ' ')
    .replaceAll(image, '$1')
    .replaceAll(link, (_all, name: string) => (/^https?:\/\//i.test(name) ? hostOf(name) : name))
    .replaceAll(referenceLink, '$1')
    .replaceAll(inlineCode, '$2')
    .replaceAll(markup, ' ')
    .replaceAll(address, (url) => hostOf(url))
    .replaceAll(tableRule, '')
    .replaceAll(rule, '')
    .replaceAll(lineMarks, '')
    .replaceAll(/[ \t]*\|[ \t]*/g, ', ')
    .replaceAll(voiceTag, '$1')
  // Marks may stand in marks.
  for (let round = 0; round < 3; round += 1) said = said.replaceAll(emphasis, '$2')
  return said
    .split('\n')
    .map((line) =>
      line
        .replaceAll(/[ \t]+/g, ' ')
        .replace(/^(?: ?,)+ ?|(?: ?,)+ ?$/g, '')
        .trim(),
    )
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
