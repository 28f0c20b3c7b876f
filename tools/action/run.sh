#!/usr/bin/env bash
# The step of action.yml: makes a command of its inputs, and its outputs of how that ended.
set -uo pipefail
command=${COMMAND:-run}
case $command in
run | regression | upgrade) ;;
*)
  echo "ACTION_INPUT: command is one of run, regression and upgrade, not '$command'" >&2
  exit 2
  ;;
esac
# Words as in a shell without its expansions: an input is no script.
arguments=${ARGUMENTS:-}
read -ra words <<<"${arguments//$'\n'/ }"
flags=(--runs "${RUNS:-runs}")
[ -z "${NOMAD_VERSION:-}" ] || flags+=(--nomad-version "$NOMAD_VERSION")
[ -z "${FROM:-}" ] || flags+=(--from "$FROM")
[ -z "${TO:-}" ] || flags+=(--to "$TO")
node "$(dirname "$0")/../../harness/cli/nomad-e2e.js" "$command" ${words[@]+"${words[@]}"} "${flags[@]}"
code=$?
verdicts=(good bad "input refused" unknown)
verdict=${verdicts[code]:-interrupted}
printf 'exit-code=%s\nverdict=%s\n' "$code" "$verdict" >>"$GITHUB_OUTPUT"
exit "$code"
