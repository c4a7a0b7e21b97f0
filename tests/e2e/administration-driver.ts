import type { Bbox, LngLat } from '#api/platform/http/shared.contract.ts'
import type { Page } from './browser.ts'

/** The administration in the words of who uses it. Chinese words: what these do is the same in both languages. */
export function driveAdministration(page: Page) {
  const dialog = page.getByRole('dialog')
  const chooseRole = async (role: string, places: readonly string[]) => {
    await dialog.getByRole('combobox', { name: '角色' }).selectOption({ label: role })
    await chooseArea(places)
  }
  /** Down the tree: all but the last are opened, the last one is chosen. */
  const chooseArea = async (places: readonly string[]) => {
    for (const [depth, name] of places.entries()) {
      const isLast = depth === places.length - 1
      await dialog
        .getByRole('listitem')
        .filter({ hasText: name })
        .getByRole('button', isLast ? { name } : { name: `打开 ${name} 的下级` })
        .first()
        .click()
    }
  }
  /** What is shown once; afterwards nothing shows it any more. */
  const takeSecret = async (): Promise<string> => {
    const secret = await dialog.locator('code').innerText()
    await dialog.getByRole('button', { name: '我已记下' }).click()
    await page.getByText(secret).waitFor({ state: 'detached' })
    return secret
  }
  const cardOf = (name: string) => page.getByRole('listitem').filter({ hasText: name })
  const confirm = (name: string) => dialog.getByRole('button', { name, exact: true }).click()

  return {
    chooseTab: (name: '人员' | '密钥' | '大屏' | '登录要求' | '队伍') =>
      page.getByRole('radiogroup', { name: '系统管理' }).getByRole('radio', { name }).click(),

    choosePerson: (name: string) =>
      page
        .getByRole('listbox', { name: '人员名单' })
        .getByRole('option')
        .filter({ has: page.getByText(name, { exact: true }) })
        .first()
        .click(),
    /** Makes an account and gives its one-time password. */
    async createPerson(person: { name: string; username: string; role: string; places: readonly string[] }) {
      await page.getByRole('button', { name: '新增人员' }).click()
      await dialog.getByLabel('姓名').fill(person.name)
      await dialog.getByLabel('用户名').fill(person.username)
      await chooseRole(person.role, person.places)
      await dialog.getByRole('button', { name: '建立账号' }).click()
      return takeSecret()
    },
    async giveRole(role: string, places: readonly string[]) {
      await page.getByRole('button', { name: '授予角色' }).click()
      await chooseRole(role, places)
      await dialog.getByRole('button', { name: '授予', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
    },
    async takeRole(role: string) {
      await cardOf(role).first().getByRole('button', { name: '撤销' }).click()
      await confirm('撤销')
      await dialog.waitFor({ state: 'hidden' })
    },
    /** The roles that count now or later, as the page names them. */
    readRoles: () =>
      page
        .locator('section')
        .filter({ has: page.getByRole('button', { name: '授予角色' }) })
        .locator('li:not([data-past="true"]) strong')
        .allInnerTexts(),

    /** Makes a key and gives its secret. */
    async createKey(key: { name: string; role: string; places: readonly string[] }): Promise<string> {
      await page.getByRole('button', { name: '新建密钥' }).click()
      await dialog.getByLabel('用途').fill(key.name)
      await chooseRole(key.role, key.places)
      await dialog.getByRole('button', { name: '生成密钥' }).click()
      return takeSecret()
    },
    async revokeKey(name: string) {
      await cardOf(name).getByRole('button', { name: '撤销' }).click()
      await confirm('撤销')
      await dialog.waitFor({ state: 'hidden' })
    },

    async pairWall(wall: { code: string; name: string; places: readonly string[] }) {
      await page.getByRole('button', { name: '配对大屏' }).click()
      await dialog.getByLabel('配对码').fill(wall.code)
      await dialog.getByLabel('大屏名称').fill(wall.name)
      await chooseArea(wall.places)
      await dialog.getByRole('button', { name: '配对', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
    },
    /** Gives the instant at which the server said that it is done, by the clock of this machine. */
    async revokeWall(name: string): Promise<number> {
      await cardOf(name).getByRole('button', { name: '取消配对' }).click()
      const done = page.waitForResponse((answer) => answer.request().method() === 'DELETE')
      await confirm('取消配对')
      await done
      return Date.now()
    },
    waitForCard: (name: string) => cardOf(name).waitFor(),
    waitUntilCardIsGone: (name: string) => cardOf(name).waitFor({ state: 'detached' }),
  }
}

/** A screen that shows `/wall`. */
export const driveWall = (page: Page) => ({
  async readCode(): Promise<string> {
    const code = page.locator('[data-code]')
    await code.waitFor()
    return (await code.getAttribute('data-code')) ?? ''
  },
  waitForMap: () => page.locator('canvas.maplibregl-canvas').waitFor({ timeout: 60_000 }),
  /** How many incidents are open, as the screen says; NaN before it does. */
  async readOpen(): Promise<number> {
    const said = await page.locator('header').first().innerText()
    return Number(/未办结事件 ([\d,]+) 件/.exec(said)?.[1]?.replaceAll(',', ''))
  },
  readWords: () => page.locator('body').innerText(),
  /** The whole screen, as a PNG. */
  takePicture: () => page.screenshot({ timeout: 120_000 }),
  /** Where on the screen a place of the area lies that the map shows as a whole. */
  findOnScreen([west, south, east, north]: Bbox, [lng, lat]: LngLat): [x: number, y: number] {
    const { width = 0, height = 0 } = page.viewportSize() ?? {}
    // the header above, and the air around what a map is fitted to
    const [top, beside] = [88, 40]
    const down = (latitude: number) => (-Math.log(Math.tan(((90 + latitude) * Math.PI) / 360)) * 180) / Math.PI
    const pixelsPerDegree = Math.min(
      (width - 2 * beside) / (east - west),
      (height - top - beside) / (down(south) - down(north)),
    )
    return [
      width / 2 + (lng - (west + east) / 2) * pixelsPerDegree,
      (top + height - beside) / 2 + (down(lat) - (down(south) + down(north)) / 2) * pixelsPerDegree,
    ]
  },
  /** From now on the page itself notes when it no longer holds a map. */
  watchForDark: () =>
    page.evaluate(() => {
      const watcher = new MutationObserver(() => {
        if (document.querySelector('canvas')) return
        watcher.disconnect()
        Object.assign(globalThis, { darkAt: Date.now() })
      })
      watcher.observe(document.body, { childList: true, subtree: true })
    }),
  async readDarkAt(): Promise<number> {
    const held = await page.waitForFunction(() => (globalThis as { darkAt?: number }).darkAt, null, { timeout: 30_000 })
    return Number(await held.jsonValue())
  },
})
