
# The prompt: role, and time until its credentials expire. It reads variables and starts no process.
# PROMPT shows the text as an element of `psvar`, which zsh does not expand again, with or without
# PROMPT_SUBST, so no name can run anything.
# One element per color, so that PROMPT itself never changes.
typeset -g _aws_sso_segment='%(73V.%73v .)'
() {
  local color
  integer slot=73
  for color in red green yellow blue magenta cyan; do
    ((slot += 1))
    _aws_sso_segment+="%(${slot}V.%F{$color}%${slot}v%f .)"
  done
}
typeset -g _aws_sso_file=${(%):-%x}
[[ -f $_aws_sso_file ]] || _aws_sso_file=/

_aws_sso_prompt() {
  emulate -L zsh
  local name=${AWS_SSO_PROFILE:-$AWS_SSO_ACCOUNT_ID} left=''
  integer slot=73
  psvar[73,79]=('' '' '' '' '' '' '')
  if [[ ! -r $_aws_sso_file ]]; then
    # Uninstalled.
    if [[ $PROMPT == *"$_aws_sso_segment"* ]]; then
      PROMPT=${PROMPT%%"$_aws_sso_segment"*}${PROMPT#*"$_aws_sso_segment"}
    fi
    precmd_functions=(${precmd_functions:#_aws_sso_prompt})
    return
  fi
  [[ $PROMPT == *"$_aws_sso_segment"* ]] || PROMPT=$_aws_sso_segment$PROMPT
  [[ -n $AWS_SSO_ROLE_ARN && -n $AWS_ACCESS_KEY_ID ]] || return 0
  [[ $name == *"$AWS_SSO_ROLE_NAME"* ]] || name+=" $AWS_SSO_ROLE_NAME"
  # Digits only: zsh would evaluate a name in it as an expression.
  if [[ $AWS_SSO_EXPIRATION_EPOCH == <-> ]]; then
    # The clock shows whole seconds and may be about to tick.
    integer seconds=$((10#$AWS_SSO_EXPIRATION_EPOCH - ${(%):-%D{%s\}} - 1))
    if ((seconds < 0)); then
      left=' expired'
    elif ((seconds < 3600)); then
      left=" $((seconds / 60))m"
    else
      left=" $((seconds / 3600))h${(l:2::0:)$((seconds / 60 % 60))}m"
    fi
  fi
  case ${NO_COLOR:+none}$AWS_SSO_COLOR in
    red) slot=74 ;;
    green) slot=75 ;;
    yellow|orange) slot=76 ;;
    blue) slot=77 ;;
    purple|pink) slot=78 ;;
    turquoise) slot=79 ;;
  esac
  psvar[slot]="[${name//[[:cntrl:]]/}$left]"
}

if [[ -o interactive ]]; then
  autoload -Uz add-zsh-hook && add-zsh-hook precmd _aws_sso_prompt
fi
