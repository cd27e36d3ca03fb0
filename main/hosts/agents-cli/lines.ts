/** Lines as somebody types them, or as a pipe has them. */
export type AsyncLines = AsyncIterable<string> & { readonly close: () => void }
