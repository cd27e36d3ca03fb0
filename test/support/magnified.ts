import type { Locator, Page } from 'playwright-core'

/** A page as people have it who see little: how much of it there is, what of it cannot be reached, and its other looks. */

/** A page magnified so far has this many of its own pixels in a window of 1440 by 900. */
export const magnified = { 200: { width: 720, height: 450 }, 400: { width: 360, height: 225 } } as const

/** What can be pressed and lies beside the window, where nothing scrolls to it; and the page, where it is wider than the window. */
export const beside = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      ((element.scrollWidth > element.clientWidth && /auto|scroll/.test(getComputedStyle(element).overflowX)) ||
        scrolls(element.parentElement))
    const wide = document.documentElement.scrollWidth > window.innerWidth ? ['the page'] : []
    const pressed = document.querySelectorAll('button, a[href], input, select, textarea, [role=option], [role=tab]')
    const lost = [...pressed].filter((element) => {
      const { width, left, right } = element.getBoundingClientRect()
      return width > 1 && (left < -1 || right > window.innerWidth + 1) && !scrolls(element.parentElement)
    })
    return [...wide, ...lost.map((element) => element.outerHTML.slice(0, 120))]
  })

/** Controls of a dialog that stay cut off although they were scrolled to, and those too small to be met (under 24 by 24). */
export const unmet = (dialog: Locator): Promise<readonly string[]> =>
  dialog.evaluate((box) => {
    const parents = (element: Element | null): readonly Element[] =>
      element === null ? [] : [element, ...parents(element.parentElement)]
    const clips = (element: Element) => getComputedStyle(element).overflow !== 'visible'
    const targets = [...box.querySelectorAll('button, a[href], input, textarea, [role=option]')]
      .filter((element) => element.closest('[aria-hidden=true]') === null)
      .map((element) =>
        element.matches('[type=radio], [type=checkbox]') ? (element.closest('label') ?? element) : element,
      )
    return targets.flatMap((target) => {
      target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      const own = target.getBoundingClientRect()
      if (own.width <= 1 || own.height <= 1) return []
      const bounds = [
        own,
        new DOMRect(0, 0, window.innerWidth, window.innerHeight),
        ...parents(target.parentElement)
          .filter(clips)
          .map((one) => one.getBoundingClientRect()),
      ]
      const width = Math.min(...bounds.map(({ right }) => right)) - Math.max(...bounds.map(({ left }) => left))
      const height = Math.min(...bounds.map(({ bottom }) => bottom)) - Math.max(...bounds.map(({ top }) => top))
      const isCut = width < Math.min(own.width, 24) - 1 || height < Math.min(own.height, 24) - 1
      const isSmall = own.width < 23.5 || own.height < 23.5
      if (!isCut && !isSmall) return []
      return [`${isCut ? 'cut off' : 'small'}: ${target.outerHTML.slice(0, 120)}`]
    })
  })

/** Another look of the page, once its colours have changed. */
export async function emulate(page: Page, media: Parameters<Page['emulateMedia']>[0]): Promise<void> {
  await page.emulateMedia(media)
  await settled(page)
}

/** What fades and moves has done so. */
export const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
