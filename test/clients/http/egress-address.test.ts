import { expect, test } from 'vitest'
import { isPublicAddress, judgeUrl } from '#main/clients/http/egress-address.ts'

test.each([
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.8.8.8',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.7',
  '203.0.113.7',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:7f00:1',
  '::ffff:0:7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b::8.8.8.8',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:0:4136:e378::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'not an address',
  '',
  '1.2.3',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '223.255.255.255',
  '2001:4860:4860::8888',
  '2606:4700::1111',
  '2a00:1450:4001:81b::200e',
  '2003::1',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

const open = (url: string, ...hosts: string[]): unknown => {
  try {
    return judgeUrl(url, hosts)
  } catch (thrown) {
    return thrown
  }
}

test.each([
  ['https://api.example.com/x', ['api.example.com'], 443, false],
  ['https://API.Example.com./x', ['api.example.com'], 443, false],
  ['https://api.example.com/x', ['API.example.com:443'], 443, true],
  ['http://api.example.com:8080/x', ['api.example.com:8080'], 8080, true],
  ['http://127.0.0.1:9000/x', ['127.0.0.1'], 9000, true],
  ['http://127.0.0.1:9000/x', ['127.0.0.1:9000'], 9000, true],
  ['http://2130706433:9000/', ['127.0.0.1'], 9000, true],
  ['http://localhost:3000/', ['localhost'], 3000, true],
  ['http://[::1]:9000/', ['::1'], 9000, true],
  ['http://[::1]:9000/', ['[::1]:9000'], 9000, true],
  ['https://8.8.8.8/', ['8.8.8.8'], 443, false],
] as const)('%s passes with %j', (url, hosts, port, mayBePrivate) => {
  expect(open(url, ...hosts)).toMatchObject({ port, mayBePrivate })
})

test.each([
  ['https://api.example.com/', []],
  ['https://api.example.com/', ['example.com']],
  ['https://example.com.evil.test/', ['example.com']],
  ['https://evil.test/?example.com', ['example.com']],
  ['http://api.example.com/', ['api.example.com']],
  ['https://api.example.com:8443/', ['api.example.com']],
  ['https://api.example.com:8443/', ['api.example.com:443']],
  ['http://8.8.8.8/', ['8.8.8.8']],
  ['http://127.0.0.1:9001/', ['127.0.0.1:9000']],
  ['http://127.0.0.2:9000/', ['127.0.0.1']],
  ['http://0x7f.1:9000/', ['localhost']],
  ['https://user:pw@api.example.com/', ['api.example.com']],
  ['https://api.example.com@evil.test/', ['api.example.com']],
  ['ftp://api.example.com/', ['api.example.com']],
  ['file:///etc/passwd', ['']],
  ['javascript:alert(1)', ['api.example.com']],
  ['not a url', ['not a url']],
] as const)('%s is refused with %j', (url, hosts) => {
  expect(open(url, ...hosts)).toMatchObject({ code: 'egress_refused', data: { sent: false } })
})
