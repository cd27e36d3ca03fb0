import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useCallScreen, useCallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** Search in one call: what is found is marked where it was said, and stepped through. */
export function CaptionSearch({ hits }: { readonly hits: number }) {
  const screen = useCallScreenStore()
  const sought = useCallScreen((state) => state.sought) ?? ''
  const hit = useCallScreen((state) => state.hit)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const step = (by: number): void => {
    if (hits > 0) screen.setState({ hit: (hit + by + hits) % hits })
  }
  const close = (): void => {
    screen.setState({ sought: null, hit: 0 })
    document.querySelector<HTMLElement>('.captions-box')?.focus()
  }
  return (
    <div className="caption-search" role="search" aria-label={t('Search in this call')}>
      <Search aria-hidden="true" />
      <input
        ref={field}
        type="text"
        className="caption-search-field"
        aria-label={t('Search in this call')}
        placeholder={t('Search in this call')}
        spellCheck={false}
        autoComplete="off"
        value={sought}
        onChange={(event) => screen.setState({ sought: event.target.value, hit: 0 })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close()
          else if (event.key === 'Enter' || event.key === 'ArrowDown') step(event.shiftKey ? -1 : 1)
          else if (event.key === 'ArrowUp') step(-1)
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <span className="tertiary small tabular" role="status">
        {sought.trim() === ''
          ? ''
          : hits === 0
            ? t('Not said')
            : t('{{hit}} of {{hits}}', { hit: Math.min(hit + 1, hits), hits })}
      </span>
      <Button size="small" look="quiet" aria-label={t('Previous place')} onClick={() => step(-1)}>
        <ChevronUp />
      </Button>
      <Button size="small" look="quiet" aria-label={t('Next place')} onClick={() => step(1)}>
        <ChevronDown />
      </Button>
      <Button size="small" look="quiet" aria-label={t('Close the search')} onClick={close}>
        <X />
      </Button>
    </div>
  )
}
