import type * as Electron from 'electron'

/** The application menu: roles only, so that editing keys work everywhere. Inspecting is for development. */
export function menuTemplate(options: {
  readonly mac: boolean
  readonly development: boolean
  /** Of the one menu that is ours; the others are named by Electron. */
  readonly view: string
}): Electron.MenuItemConstructorOptions[] {
  const view: Electron.MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
  const inspect: Electron.MenuItemConstructorOptions[] = [
    { type: 'separator' },
    { role: 'reload' },
    { role: 'toggleDevTools' },
  ]
  return [
    ...(options.mac ? [{ role: 'appMenu' } as const] : [{ role: 'fileMenu' } as const]),
    { role: 'editMenu' },
    { label: options.view, submenu: options.development ? [...view, ...inspect] : view },
    { role: 'windowMenu' },
  ]
}
