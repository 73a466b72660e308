// peers.js RULES CERTIFICATES: the same rules on the same certificates, by engines for Node.
//
// Prints nanoseconds per rule (minimum, median, maximum over the rounds) and how many outcomes of each
// kind there were: the same as `bench --dump` prints. json-logic-engine gets CertLogic's operations from
// here, with a date operation that is as fast as we could make it.
'use strict'
const fs = require('fs')
const path = require('path')

const [rulesFolder, certificatesFile] = process.argv.slice(2)
const clock = '2022-01-15T12:00:00Z'
const rounds = 5

const sets = JSON.parse(fs.readFileSync(path.join(rulesFolder, 'value-sets.json')))
const valueSets = Object.fromEntries(
  Object.entries(sets).map(([name, set]) => [name, Object.keys(set.valueSetValues)]))
const rules = fs.readdirSync(path.join(rulesFolder, 'CZ')).sort()
  .map(id => JSON.parse(fs.readFileSync(path.join(rulesFolder, 'CZ', id, 'rule.json'))).Logic)
const contexts = fs.readFileSync(certificatesFile, 'utf8').trim().split('\n')
  .map(line => ({ payload: JSON.parse(line), external: { validationClock: clock, valueSets } }))

// Outcome of one rule: 0 passed, 1 failed, 2 open.
const outcome = evaluate => {
  try {
    const value = evaluate()
    return value === true ? 0 : value === false ? 1 : 2
  } catch {
    return 2
  }
}

const time = (name, run) => {
  const times = []
  let counts
  for (let round = 0; round <= rounds; round++) {
    counts = [0, 0, 0]
    const begin = process.hrtime.bigint()
    for (const context of contexts) {
      for (let i = 0; i < rules.length; i++) counts[run(i, context)]++
    }
    const took = Number(process.hrtime.bigint() - begin) / contexts.length / rules.length
    if (round > 0) times.push(took)
  }
  times.sort((a, b) => a - b)
  console.log(name.padEnd(34), times[0].toFixed(1).padStart(10),
    times[times.length >> 1].toFixed(1).padStart(10), times[times.length - 1].toFixed(1).padStart(10),
    ' ns per rule; passed, failed, open:', counts.join(' '))
}

const { evaluate } = require('certlogic-js')
time('certlogic-js', (i, context) => outcome(() => evaluate(rules[i], context)))

const { LogicEngine } = require('json-logic-engine')
const engine = new LogicEngine()
const instants = new Map()
const instantOf = text => {
  let instant = instants.get(text)
  if (instant === undefined) {
    instant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/.test(text) ? Date.parse(text) : NaN
    instants.set(text, instant)
  }
  if (Number.isNaN(instant)) throw new Error('no date')
  return instant
}
engine.addMethod('plusTime', ([text, amount, unit]) => {
  const instant = instantOf(text)
  if (unit === 'day') return instant + amount * 86400000
  if (unit === 'hour') return instant + amount * 3600000
  const date = new Date(instant)
  return unit === 'month' ? date.setUTCMonth(date.getUTCMonth() + amount)
    : date.setUTCFullYear(date.getUTCFullYear() + amount)
})
for (const [name, operation] of [['after', '>'], ['before', '<'], ['not-after', '<='], ['not-before', '>=']]) {
  const holds = { '>': (a, b) => a > b, '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>=': (a, b) => a >= b }[operation]
  engine.addMethod(name, operands =>
    holds(operands[0], operands[1]) && (operands.length < 3 || holds(operands[1], operands[2])))
}
const compiled = rules.map(logic => engine.build(logic))
time('json-logic-engine, compiled', (i, context) => outcome(() => compiled[i](context)))
