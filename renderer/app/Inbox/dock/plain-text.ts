/** The same words without Markdown and HTML signs, which a customer would read as they stand. */
export const plainText = (text: string): string =>
  text
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/?[a-zA-Z][^<>\n]*>/g, '')
    .replace(/!?\[([^\]\n]*)\]\(([^)\s]+)[^)\n]*\)/g, (_, shown: string, address: string) =>
      shown === '' || shown === address ? address : `${shown} (${address})`,
    )
    .replace(/\*\*([^*\n]+)\*\*/g, '$1')
    .replace(/(?<![\w_])__([^_\n]+)__(?![\w_])/g, '$1')
    .replace(/^#{1,6} (?=\S)/gm, '')
    .replace(/```[a-z]*\n?/g, '')
    .replace(/`([^`\n]+)`/g, '$1')
