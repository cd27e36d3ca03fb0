import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentPolicy, withStyleNonce } from '#main/hosts/content-policy.ts'
import { answerAppRequest, customScheme, isDeskAddress, resolveAppRequest } from '#main/hosts/electron/protocol.ts'

let bundle: string
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bundle-'))
  bundle = join(directory, 'renderer')
  await mkdir(join(bundle, 'assets'), { recursive: true })
  await writeFile(join(bundle, 'index.html'), '<!doctype html><html><head><title>x</title></head></html>')
  await writeFile(join(bundle, 'assets', 'index-Ab_1.js'), 'export {}')
  await writeFile(join(bundle, 'assets', 'odd.exe'), 'MZ')
  await writeFile(join(directory, 'canary.html'), 'CANARY')
})
afterAll(() => rm(join(bundle, '..'), { recursive: true }))

describe('S3 addresses', () => {
  test.each([
    ['app://desk/', { path: '/' }],
    ['app://desk/index.html', { path: '/index.html' }],
    ['app://desk/index.html#proposal/p1', { path: '/index.html' }],
    ['app://desk/assets/index-Ab_1.js', { path: '/assets/index-Ab_1.js' }],
  ])('S3 %s is ours', (address, expected) => {
    expect(resolveAppRequest('GET', address)).toEqual(expected)
  })

  test.each([
    'app://desk/../canary.html',
    'app://desk/assets/../../canary.html',
    'app://desk/..%2fcanary.html',
    'app://desk/%2e%2e/canary.html',
    'app://desk/%252e%252e/canary.html',
    'app://desk/..\\canary.html',
    'app://desk/assets\\..\\..\\canary.html',
    'app://desk//canary.html',
    'app://desk//server/share/canary.html',
    'app://desk/\\\\server\\share',
    'app://desk/C:/canary.html',
    'app://desk/c|/canary.html',
    'app://desk/index.html\0.js',
    'app://desk/index.html%00.js',
    'app://desk/./index.html',
    'app://desk/.hidden',
    'app://desk/assets/',
    'app://desk/assets/index.js::$DATA',
    'app://desk/index.html?x=1',
    'app://desk/index.html ',
    'app://desk/\u202eindex.html',
    'app://desk',
    'app://DESK/index.html',
    'APP://desk/index.html',
    'app://desk.evil/index.html',
    'app://desk:80/index.html',
    'app://user@desk/index.html',
    'app:desk/index.html',
    'app:///index.html',
    'file:///etc/hosts',
    'https://desk/index.html',
    '',
  ])('S3 %j is not, and finds nothing', async (address) => {
    expect(resolveAppRequest('GET', address)).toHaveProperty('status')
    const response = await answerAppRequest(bundle, 'GET', address)
    expect(response.ok).toBe(false)
    expect(await response.text()).toBe('')
  })

  test.each(['POST', 'PUT', 'HEAD', 'OPTIONS', 'get', ''])('S3 method %j is refused', (method) => {
    expect(resolveAppRequest(method, 'app://desk/index.html')).toEqual({ status: 405 })
  })

  test('S3 the scheme is standard and secure, and bypasses nothing', () => {
    expect(customScheme).toEqual({
      scheme: 'app',
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        bypassCSP: false,
        corsEnabled: false,
        allowServiceWorkers: false,
        allowExtensions: false,
        stream: false,
      },
    })
    expect(['app://desk', 'app://desk/x', 'app://deskx/', 'app://desk:1/'].map(isDeskAddress)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  test('S3 files have their type; what has no known type is not served', async () => {
    const script = await answerAppRequest(bundle, 'GET', 'app://desk/assets/index-Ab_1.js')
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect(await script.text()).toBe('export {}')
    expect((await answerAppRequest(bundle, 'GET', 'app://desk/assets/odd.exe')).status).toBe(404)
    expect((await answerAppRequest(bundle, 'GET', 'app://desk/missing.js')).status).toBe(404)
  })
})

describe('S4 content policy', () => {
  test('S4 the policy is exactly this', () => {
    expect(contentPolicy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; " +
        "media-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; " +
        "frame-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
  })

  test('S4 every response carries it, refusals too', async () => {
    for (const address of ['app://desk/assets/index-Ab_1.js', 'app://desk/missing.js', 'app://desk/%', 'https://x/']) {
      const { headers } = await answerAppRequest(bundle, 'GET', address)
      expect(headers.get('content-security-policy')).toBe(contentPolicy)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })

  test('S4 a page gets a fresh nonce for styles, the same in policy and page, and nothing else is loosened', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const response = await answerAppRequest(bundle, 'GET', 'app://desk/')
        const nonce = /<head>\s*<meta property="csp-nonce" nonce="([^"]+)" \/>/.exec(await response.text())?.[1] ?? ''
        const policy = response.headers.get('content-security-policy') ?? ''
        expect(policy.replace(` 'nonce-${nonce}'`, '')).toBe(contentPolicy)
        expect(policy).toContain(`style-src 'self' 'nonce-${nonce}';`)
        return nonce
      }),
    )
    expect(new Set(nonces).size).toBe(2)
  })

  test.each(['', "x' 'unsafe-inline", 'short', 'a"><script>aaaaaaaaaaaaaa'])('S4 %j is no nonce', (nonce) => {
    expect(() => withStyleNonce('<head>', nonce, { worker: false })).toThrow('Not a nonce.')
  })
})
