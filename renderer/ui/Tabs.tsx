import { memo } from 'react'
import { Tabs as AriaTabs, Tab, TabList } from 'react-aria-components'
import { t } from '#renderer/ui/language.ts'

export type TabItem<Id extends string> = {
  readonly id: Id
  readonly label: string
  /** A figure or a key after the label. */
  readonly hint?: string
  /** A dot after the label: something of it was changed and is not kept yet, or is wrong. */
  readonly mark?: 'dirty' | 'wrong'
}

const markWords = { dirty: t('changed'), wrong: t('needs attention') } as const

type Props<Id extends string> = {
  readonly label: string
  readonly items: readonly TabItem<Id>[]
  readonly current: Id
  readonly onChoose: (id: Id) => void
  /** Id of the panel it controls; `${panel}-${id}` names each tab. */
  readonly panel: string
  readonly className?: string
}

function TabSet<Id extends string>({ label, items, current, onChoose, panel, className }: Props<Id>) {
  return (
    <AriaTabs
      className="tab-set"
      selectedKey={current}
      onSelectionChange={(key) => {
        const chosen = items.find((item) => item.id === key)
        if (chosen !== undefined) onChoose(chosen.id)
      }}
    >
      <TabList aria-label={label} className={className ?? 'tabs'}>
        {items.map((item) => (
          // The panel stands elsewhere, so its name and the tabs' are ours, not the library's.
          <Tab
            key={item.id}
            id={item.id}
            className="tab"
            render={(props) =>
              'href' in props ? <a {...props} /> : <div {...props} id={`${panel}-${item.id}`} aria-controls={panel} />
            }
          >
            {item.label}
            {item.hint === undefined ? null : <span className="tab-hint">{item.hint}</span>}
            {item.mark === undefined ? null : (
              <>
                <i className="tab-dot" data-mark={item.mark} aria-hidden="true" />
                <span className="visually-hidden">{`, ${markWords[item.mark]}`}</span>
              </>
            )}
          </Tab>
        ))}
      </TabList>
    </AriaTabs>
  )
}

const same = (before: Props<string>, after: Props<string>): boolean =>
  before.label === after.label &&
  before.current === after.current &&
  before.onChoose === after.onChoose &&
  before.panel === after.panel &&
  before.className === after.className &&
  before.items.length === after.items.length &&
  before.items.every((item, at) => {
    const next = after.items[at]
    return item.id === next?.id && item.label === next.label && item.hint === next.hint && item.mark === next.mark
  })

/**
 * A tab list with arrow keys; the panel is the caller's and is named by `${panel}-${current}`. It is drawn again only when
 * what it shows is another: the queue it stands over changes all the time.
 */
export const Tabs = memo(TabSet, same) as typeof TabSet
