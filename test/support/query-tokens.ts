import type { QueryToken } from '#contract/query.ts'
import { readLexemes } from '#main/domain/query/lexer.ts'
import { tokensOf } from '#main/domain/query/tokens.ts'

/** What the desk says a search is made of. */
export const tokensIn = (text: string): readonly QueryToken[] => tokensOf(readLexemes(text))
