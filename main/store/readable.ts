/** Rows as they are read; one that cannot be read is left out and never takes the others with it. */
export function readable<Row, Read>(rows: readonly Row[], read: (row: Row) => Read): readonly Read[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)]
    } catch {
      return []
    }
  })
}
