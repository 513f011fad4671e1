// SPDX-License-Identifier: Apache-2.0
//
// Judges a document of Microsoft's feature flags with @microsoft/feature-management:
//   node feature-management.js FLAG USERS [VARIANT [GROUP]] < appsettings.json
// prints {"on": "0110...", "anonymous": false}: whether the flag is on, or gives the variant,
// for user-0, user-1, ..., all in the group and in org-0, org-1, ..., org-49, org-0, ..., and for somebody of whom nothing is known.
'use strict';
const { readFileSync } = require('node:fs');
const { ConfigurationObjectFeatureFlagProvider, FeatureManager } = require('@microsoft/feature-management');

const [flag, users, variant, group] = [process.argv[2], Number(process.argv[3]), process.argv[4], process.argv[5]];
const document = JSON.parse(readFileSync(0, 'utf8'));
const manager = new FeatureManager(new ConfigurationObjectFeatureFlagProvider(document));
const isOn = async (context) =>
  variant ? (await manager.getVariant(flag, context))?.name === variant : manager.isEnabled(flag, context);

(async () => {
  let on = '';
  // Its hash is asynchronous: many at a time take half as long.
  for (let i = 0; i < users; i += 1000) {
    const some = Array.from({ length: Math.min(1000, users - i) }, (_, j) => i + j);
    const answers = await Promise.all(
      some.map((user) => isOn({ userId: `user-${user}`, groups: [`org-${user % 50}`, ...(group ? [group] : [])] })),
    );
    on += answers.map((answer) => (answer ? '1' : '0')).join('');
  }
  process.stdout.write(JSON.stringify({ on, anonymous: await isOn() }));
})();
