
# Switch this shell to another role; see `@NAME@ --help`.
@NAME@() {
  emulate -L zsh
  local lines
  lines=$(command aws-sso ${=AWS_SSO_HELPER_ARGS-} assume --shell zsh --called @NAME@ "$@") || return
  eval "$lines"
}

_aws_sso_assume() { local _aws_sso_program=assume; _aws_sso; }
compdef _aws_sso_assume @NAME@
