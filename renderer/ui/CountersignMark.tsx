/** signed: violet stroke and ink stroke over a line · proposed: second stroke still dotted · rule: second stroke grey. */
export function CountersignMark({
  state = 'signed',
  width = 20,
}: {
  readonly state?: 'signed' | 'proposed' | 'rule'
  readonly width?: number
}) {
  return (
    <svg
      className={`countersign-mark ${state}`}
      viewBox="0 0 20 16"
      width={width}
      height={(width * 16) / 20}
      aria-hidden="true"
    >
      <path className="first" d="M3.2 11.6 8 2.6" />
      <path className="second" d="M8.6 11.6 13.9 1.8" />
      <path className="base" d="M1.5 14.2h17" />
    </svg>
  )
}

/** The spark of everything the AI made. */
export function Spark({ size = 13 }: { readonly size?: number }) {
  return (
    <svg className="spark" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path
        d="M12 2.2c.9 5.9 3.9 8.9 9.8 9.8-5.9.9-8.9 3.9-9.8 9.8-.9-5.9-3.9-8.9-9.8-9.8 5.9-.9 8.9-3.9 9.8-9.8Z"
        fill="currentColor"
      />
    </svg>
  )
}
