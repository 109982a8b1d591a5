
# The prompt: role, and how long its credentials last. It reads variables and starts no process.
# PROMPT shows the text as an element of `psvar`, which zsh expands no further, with or without
# PROMPT_SUBST: no name can run anything.
typeset -g _aws_sso_segment='' _aws_sso_file=${(%):-%x}
[[ -f $_aws_sso_file ]] || _aws_sso_file=/

_aws_sso_prompt() {
  emulate -L zsh
  local name=${AWS_SSO_PROFILE:-$AWS_SSO_ACCOUNT_ID} left='' color=''
  if [[ -n $_aws_sso_segment && $PROMPT == *"$_aws_sso_segment"* ]]; then
    PROMPT=${PROMPT%%"$_aws_sso_segment"*}${PROMPT#*"$_aws_sso_segment"}
  fi
  if [[ ! -r $_aws_sso_file ]]; then
    # We were uninstalled.
    precmd_functions=(${precmd_functions:#_aws_sso_prompt})
    return
  fi
  [[ -n $AWS_SSO_ROLE_ARN && -n $AWS_ACCESS_KEY_ID ]] || return 0
  [[ $name == *"$AWS_SSO_ROLE_NAME"* ]] || name+=" $AWS_SSO_ROLE_NAME"
  # Nothing but digits: zsh would take a name in there for an expression.
  if [[ $AWS_SSO_EXPIRATION_EPOCH == <-> ]]; then
    # The clock shows whole seconds, maybe just before the next.
    integer seconds=$((10#$AWS_SSO_EXPIRATION_EPOCH - ${(%):-%D{%s\}} - 1))
    if ((seconds < 0)); then
      left=' expired'
    elif ((seconds < 3600)); then
      left=" $((seconds / 60))m"
    else
      left=" $((seconds / 3600))h${(l:2::0:)$((seconds / 60 % 60))}m"
    fi
  fi
  psvar[73]="[${name//[[:cntrl:]]/}$left]"
  _aws_sso_segment='%73v '
  case ${NO_COLOR:+none}$AWS_SSO_COLOR in
    red|green|blue|yellow) color=$AWS_SSO_COLOR ;;
    orange) color=yellow ;;
    turquoise) color=cyan ;;
    purple|pink) color=magenta ;;
  esac
  [[ -z $color ]] || _aws_sso_segment="%F{$color}%73v%f "
  PROMPT=$_aws_sso_segment$PROMPT
}

if [[ -o interactive ]]; then
  autoload -Uz add-zsh-hook && add-zsh-hook precmd _aws_sso_prompt
fi
