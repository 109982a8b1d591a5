# Completion and helpers of aws-sso for zsh. Written by `aws-sso setup completions`.

_aws_sso() {
  local -a lines values shown
  local line answer described=''
  lines=("${(@f)$(_AWS_SSO_COMPLETE=zsh _AWS_SSO_PROGRAM=${_aws_sso_program:-${words[1]}} command aws-sso \
    "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  answer=$lines[1]
  shift lines
  case $answer in
    files) _files; return ;;
    command\ *)
      shift ${answer#command } words
      ((CURRENT -= ${answer#command }))
      _normal
      return
      ;;
  esac
  for line in $lines; do
    values+=("${line%%$'\t'*}")
    shown+=("${line/$'\t'/  -- }")
    [[ $line == *$'\t' ]] || described=yes
  done
  local -a suffix
  [[ $answer == nospace ]] && suffix=(-S '')
  # Quoted, or zsh drops the empty suffix and takes the next option for it.
  if [[ -n $described ]]; then
    compadd "${suffix[@]}" -l -d shown -a values
  else
    compadd "${suffix[@]}" -a values
  fi
}

if ! (( $+functions[compdef] )); then
  autoload -Uz compinit && compinit -i
fi
compdef _aws_sso aws-sso aws-sso-profile

_aws_sso_no_aws_profile() {
  emulate -L zsh
  [[ -z $AWS_PROFILE ]] && return
  print -u2 'error: AWS_PROFILE is set, and programs would use it instead'
  print -u2 'hint: unset AWS_PROFILE'
  return 1
}

aws-sso-profile() {
  emulate -L zsh
  local lines
  lines=$(command aws-sso ${=AWS_SSO_HELPER_ARGS-} assume --shell zsh --called aws-sso-profile "$@") || return
  eval "$lines"
}

aws-sso-clear() {
  emulate -L zsh
  local lines
  _aws_sso_no_aws_profile || return
  lines=$(command aws-sso ${=AWS_SSO_HELPER_ARGS-} eval --shell zsh --clear) || return
  eval "$lines"
}
