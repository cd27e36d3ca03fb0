/** Text as it has to be written in a query, so that it is read as this text and nothing else. */
export const writeText = (text: string, always = false): string =>
  !always && plain.test(text) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** Nothing in it that the query language has a meaning for. */
const plain = /^[\p{L}\p{N}_#@+.][\p{L}\p{N}_#@+./,'-]*$/u
