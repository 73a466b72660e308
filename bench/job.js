// job.js RULES CERTIFICATES OUTPUT: the job of `certlogic batch`, by certlogic-js under Node.
//
// Selects as certlogic does: the acceptance rules of the country in force at the clock, of the certificate's
// type and General, highest version first; evaluates all of them; rejected by the first that fails, by
// identifier, else open by the first that cannot be evaluated. Writes the same lines. Reads and writes files in
// large pieces: what is timed is the job, not a way of reading lines.
'use strict'
const fs = require('fs')
const path = require('path')
const { evaluate } = require('certlogic-js')

const [rulesFolder, input, output] = process.argv.slice(2)
const clock = '2022-01-15T12:00:00Z'
const country = 'CZ'

const sets = JSON.parse(fs.readFileSync(path.join(rulesFolder, 'value-sets.json')))
const valueSets = Object.fromEntries(
  Object.entries(sets).map(([name, set]) => [name, Object.keys(set.valueSetValues)]))
const now = Date.parse(clock)
const semver = version => version.split('.').map(Number)
const newer = (a, b) => {
  const [x, y] = [semver(a), semver(b)]
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2]
}
const inForce = new Map()
for (const id of fs.readdirSync(path.join(rulesFolder, country))) {
  const rule = JSON.parse(fs.readFileSync(path.join(rulesFolder, country, id, 'rule.json')))
  if (rule.Type !== 'Acceptance' || Date.parse(rule.ValidFrom) > now || Date.parse(rule.ValidTo) <= now) continue
  const other = inForce.get(rule.Identifier)
  if (other === undefined || newer(rule.Version, other.Version) > 0) inForce.set(rule.Identifier, rule)
}
const byId = [...inForce.values()].sort((a, b) => (a.Identifier < b.Identifier ? -1 : 1))
const rulesOf = type => byId.filter(rule => rule.CertificateType === 'General' || rule.CertificateType === type)
const types = { v: rulesOf('Vaccination'), t: rulesOf('Test'), r: rulesOf('Recovery') }

const judge = payload => {
  const entries = ['v', 't', 'r'].filter(group => Array.isArray(payload[group]) && payload[group].length > 0)
  if (entries.length !== 1 || payload[entries[0]].length !== 1) return ['rejected', 'payload']
  const external = {
    validationClock: clock, valueSets, countryCode: country, issuerCountryCode: payload[entries[0]][0].co
  }
  const context = { payload, external }
  let failed = null
  let open = null
  for (const rule of types[entries[0]]) {
    try {
      const value = evaluate(rule.Logic, context)
      if (value === false) failed ??= rule.Identifier
      else if (value !== true) open ??= rule.Identifier
    } catch {
      open ??= rule.Identifier
    }
  }
  return failed !== null ? ['rejected', failed] : open !== null ? ['open', open] : ['accepted', null]
}

const from = fs.openSync(input, 'r')
const to = fs.openSync(output, 'w')
const piece = Buffer.alloc(1 << 20)
let rest = Buffer.alloc(0)
let n = 0
for (;;) {
  const got = fs.readSync(from, piece)
  const bytes = Buffer.concat([rest, piece.subarray(0, got)])
  const end = got === 0 ? bytes.length : bytes.lastIndexOf(10) + 1
  const lines = []
  for (const line of bytes.toString('utf8', 0, end).split('\n')) {
    if (line === '') continue
    n++
    let verdict
    let by
    try {
      [verdict, by] = judge(JSON.parse(line))
    } catch {
      [verdict, by] = ['rejected', 'payload']
    }
    lines.push(`{"n":${n},"verified":false,"verdict":"${verdict}","decided_by":${by === null ? 'null' : JSON.stringify(by)}}\n`)
  }
  fs.writeSync(to, lines.join(''))
  if (got === 0) break
  rest = Buffer.from(bytes.subarray(end))
}
