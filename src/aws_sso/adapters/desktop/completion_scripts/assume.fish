
# Switch this shell to another role; see `@NAME@ --help`.
function @NAME@ -d 'Use a role of AWS IAM Identity Center in this shell'
    set -l lines (command aws-sso (string split -n ' ' -- "$AWS_SSO_HELPER_ARGS") assume --shell fish --called @NAME@ $argv)
    or return
    printf '%s\n' $lines | source
end

complete -c @NAME@ -f -a '(__aws_sso_complete assume)'
