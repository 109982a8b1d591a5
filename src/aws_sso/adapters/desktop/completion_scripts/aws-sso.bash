# Completion and helpers of aws-sso for bash 3.2 and newer. Written by `aws-sso setup completions`.

_aws_sso_complete() {
  local line answer=''
  COMPREPLY=()
  while IFS= read -r line; do
    if [ -z "$answer" ]; then answer=$line; else COMPREPLY+=("$line"); fi
  done < <(_AWS_SSO_COMPLETE=bash _AWS_SSO_LINE="${COMP_LINE:0:$COMP_POINT}" \
    _AWS_SSO_WORDBREAKS="$COMP_WORDBREAKS" _AWS_SSO_LISTING="$COMP_TYPE" \
    command aws-sso 2>/dev/null)
  case $answer in
    nospace) compopt -o nospace 2>/dev/null ;;
    files) compopt -o default 2>/dev/null ;;
    'command '*)
      _aws_sso_command "${answer#command }"
      ;;
  esac
}

# Complete the command line that starts at character $1 of ours.
_aws_sso_command() {
  local typed=${COMP_LINE:$1:$((COMP_POINT - $1))} line
  if [[ $typed != *[[:space:]]* ]]; then
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -c -- "$typed" | sort -u)
  elif declare -F _command_offset >/dev/null; then
    _aws_sso_offset "$1"
  else
    compopt -o bashdefault -o default 2>/dev/null
  fi
}

# Find the word as bash counts it, which also splits at colons.
_aws_sso_offset() {
  local at=0 index=0 rest=$COMP_LINE stripped
  while [ "$index" -lt "${#COMP_WORDS[@]}" ]; do
    stripped=${rest#"${rest%%[![:space:]]*}"}
    at=$((at + ${#rest} - ${#stripped}))
    if [ "$at" -ge "$1" ]; then
      _command_offset "$index"
      return
    fi
    at=$((at + ${#COMP_WORDS[index]}))
    rest=${stripped:${#COMP_WORDS[index]}}
    index=$((index + 1))
  done
}

complete -F _aws_sso_complete aws-sso aws-sso-profile
# Before 4.0 there is no `compopt`: files are completed wherever we offer nothing.
type compopt >/dev/null 2>&1 || complete -o default -F _aws_sso_complete aws-sso aws-sso-profile

_aws_sso_no_aws_profile() {
  [ -z "${AWS_PROFILE-}" ] && return
  echo 'error: AWS_PROFILE is set, and programs would use it instead' >&2
  echo 'hint: unset AWS_PROFILE' >&2
  return 1
}

aws-sso-profile() {
  local lines
  lines=$(command aws-sso ${AWS_SSO_HELPER_ARGS-} assume --shell bash --called aws-sso-profile "$@") || return
  eval "$lines"
}

aws-sso-clear() {
  local lines
  _aws_sso_no_aws_profile || return
  lines=$(command aws-sso ${AWS_SSO_HELPER_ARGS-} eval --shell bash --clear) || return
  eval "$lines"
}
