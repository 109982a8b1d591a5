
# Switch this shell to another role; see `@NAME@ --help`.
@NAME@() {
  local lines
  lines=$(command aws-sso ${AWS_SSO_HELPER_ARGS-} assume --shell bash --called @NAME@ "$@") || return
  eval "$lines"
}

_aws_sso_assume() { _AWS_SSO_PROGRAM=assume _aws_sso_complete; }
complete -F _aws_sso_assume @NAME@
