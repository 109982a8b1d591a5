# Completion and helpers of aws-sso for fish. Written by `aws-sso setup completions`.

function __aws_sso_complete -a program
    set -l words (commandline -opc)
    test -n "$program"; or set program $words[1]
    set -l current (commandline -ct)
    set -l answer (_AWS_SSO_COMPLETE=fish _AWS_SSO_PROGRAM=$program command aws-sso $words[2..] "$current" 2>/dev/null)
    switch "$answer[1]"
        case ''
        case files
            __fish_complete_path "$current"
        case 'command *'
            set -l first (math (string replace 'command ' '' $answer[1]) + 1)
            complete -C (string join ' ' -- (string escape -- $words[$first..]) "$current")
        case '*'
            printf '%s\n' $answer[2..]
    end
end

complete -c aws-sso -f -a '(__aws_sso_complete)'
complete -c aws-sso-profile -f -a '(__aws_sso_complete)'

function __aws_sso_no_aws_profile
    test -z "$AWS_PROFILE"; and return
    echo 'error: AWS_PROFILE is set, and programs would use it instead' >&2
    echo 'hint: set -e AWS_PROFILE' >&2
    return 1
end

function aws-sso-profile -d 'Use a role of AWS IAM Identity Center in this shell'
    set -l lines (command aws-sso (string split -n ' ' -- "$AWS_SSO_HELPER_ARGS") assume --shell fish --called aws-sso-profile $argv)
    or return
    printf '%s\n' $lines | source
end

function aws-sso-clear -d 'Unset what aws-sso-profile has set'
    __aws_sso_no_aws_profile; or return
    set -l lines (command aws-sso (string split -n ' ' -- "$AWS_SSO_HELPER_ARGS") eval --shell fish --clear)
    or return
    printf '%s\n' $lines | source
end
