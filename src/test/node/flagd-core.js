// SPDX-License-Identifier: Apache-2.0
//
// Judges a flagd document with @openfeature/flagd-core:
//   node flagd-core.js FLAG USERS < flags.json
// prints {"on": "0110...", "anonymous": {"false": false, "true": false}}: whether the flag
// is on for user-0, user-1, ..., of org-0, org-1, ..., org-49, org-0, ..., and for somebody without a key by the default in the code.
'use strict';
const { readFileSync } = require('node:fs');
const { FlagdCore } = require('@openfeature/flagd-core');

const [flag, users] = [process.argv[2], Number(process.argv[3])];
const core = new FlagdCore();
core.setConfigurations(readFileSync(0, 'utf8'));

const log = { error() {}, warn() {}, info() {}, debug() {} };
const value = (byDefault, context) => {
  const result = core.resolveBooleanEvaluation(flag, byDefault, context, log);
  return typeof result.value === 'boolean' ? result.value : byDefault;
};
let on = '';
for (let i = 0; i < users; i++) {
  on += value(false, { targetingKey: `user-${i}`, organisation: `org-${i % 50}` }) ? '1' : '0';
}
process.stdout.write(
  JSON.stringify({ on, anonymous: { false: value(false, {}), true: value(true, {}) } }),
);
