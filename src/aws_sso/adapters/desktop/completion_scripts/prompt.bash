
# The prompt: role, and time until its credentials expire. It reads variables and starts no process,
# except for `date`, once per role, in bash before 4.2, which has no clock. What PS1 shows comes from
# variables in it, which bash does not expand again, so no name can run anything.
_aws_sso_ps1='\[${_aws_sso_on-}\]${_aws_sso_text-}\[${_aws_sso_off-}\]'
_aws_sso_file=${BASH_SOURCE[0]-}
[ -f "$_aws_sso_file" ] || _aws_sso_file=/

_aws_sso_prompt() {
  local code=$? name=${AWS_SSO_PROFILE:-${AWS_SSO_ACCOUNT_ID-}} color=''
  _aws_sso_text='' _aws_sso_on='' _aws_sso_off=''
  if [ -n "${AWS_SSO_ROLE_ARN-}" ] && [ -n "${AWS_ACCESS_KEY_ID-}" ]; then
    case $name in
      *"${AWS_SSO_ROLE_NAME-}"*) ;;
      *) name="$name ${AWS_SSO_ROLE_NAME-}" ;;
    esac
    _aws_sso_time_left
    _aws_sso_text="[${name//[[:cntrl:]]/}$_aws_sso_left] "
    case ${NO_COLOR:+none}${AWS_SSO_COLOR-} in
      red) color=31 ;;
      green) color=32 ;;
      orange) color=33 ;;
      blue) color=34 ;;
      purple) color=35 ;;
      turquoise) color=36 ;;
      yellow) color=93 ;;
      pink) color=95 ;;
    esac
    [ -z "$color" ] || _aws_sso_on=$'\033'"[${color}m" _aws_sso_off=$'\033[0m'
  fi
  if [ ! -r "$_aws_sso_file" ]; then
    # Uninstalled.
    PS1=${PS1//"$_aws_sso_ps1"/}
    PROMPT_COMMAND=${PROMPT_COMMAND/_aws_sso_prompt/:}
  elif [[ $PS1 != *"$_aws_sso_ps1"* ]]; then
    PS1=$_aws_sso_ps1$PS1
  fi
  # With `set -e`, a failing command in here would end the shell.
  [[ $- == *e* ]] || return "$code"
}

_aws_sso_time_left() {
  local end=${AWS_SSO_EXPIRATION_EPOCH-} now left
  _aws_sso_left=''
  # Digits only: bash would evaluate a name in it as an expression.
  [[ $end =~ ^[0-9]+$ ]] || return 0
  if ! printf -v now '%(%s)T' -1 2>/dev/null; then
    if [ "$end" != "${_aws_sso_end-}" ]; then
      _aws_sso_end=$end
      _aws_sso_until=$(date -r "$end" +%H:%M 2>/dev/null || date -d "@$end" +%H:%M)
    fi
    _aws_sso_left=" until $_aws_sso_until"
    return
  fi
  left=$((10#$end - now - 1)) # The clock shows whole seconds and may be about to tick.
  if [ "$left" -lt 0 ]; then
    _aws_sso_left=' expired'
  elif [ "$left" -lt 3600 ]; then
    _aws_sso_left=" $((left / 60))m"
  else
    printf -v _aws_sso_left ' %dh%02dm' "$((left / 3600))" "$((left / 60 % 60))"
  fi
}

if [[ $- == *i* ]] && shopt -q promptvars; then
  case ${PROMPT_COMMAND-} in
    *_aws_sso_prompt*) ;;
    *) PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}_aws_sso_prompt ;;
  esac
fi
