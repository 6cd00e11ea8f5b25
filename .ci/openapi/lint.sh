#!/usr/bin/env bash
# Holds the committed OpenAPI document against Redocly's strict rules and Spectral's, and fails at the first warning.
set -eu -o pipefail
cd "$(dirname "$0")"
document=../../test/contract/openapi.json
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true NO_UPDATE_NOTIFIER=1
# The install is repeated only when the lock has changed.
cmp -s package-lock.json node_modules/.installed 2> /dev/null || {
  npm ci --ignore-scripts --no-audit --no-fund
  cp package-lock.json node_modules/.installed
}
node_modules/.bin/redocly lint --config .redocly.yaml --max-problems 1000 "$document"
node_modules/.bin/spectral lint --ruleset .spectral.yaml --fail-severity warn "$document"
