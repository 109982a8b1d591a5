
# The prompt: role, and the expiry of its credentials. It reads variables and starts no process,
# except for `date`, once per role: fish has no clock. The text is printed, so no name can run anything.
set -g __aws_sso_file (status filename)
test -f "$__aws_sso_file"; or set -g __aws_sso_file /

function __aws_sso_segment
    test -n "$AWS_SSO_ROLE_ARN"; and test -n "$AWS_ACCESS_KEY_ID"; or return
    test -r "$__aws_sso_file"; or return # Uninstalled.
    set -l name $AWS_SSO_PROFILE
    test -n "$name"; or set name $AWS_SSO_ACCOUNT_ID
    set -l role (string escape --style=regex -- "$AWS_SSO_ROLE_NAME")
    string match -qr -- "$role" "$name"; or set name "$name $AWS_SSO_ROLE_NAME"
    set -l end $AWS_SSO_EXPIRATION_EPOCH
    if string match -qr '^[0-9]+$' -- "$end"
        if test "$end" != "$__aws_sso_end"
            set -g __aws_sso_end $end
            set -g __aws_sso_until (date -d "@$end" +%H:%M 2>/dev/null; or date -r $end +%H:%M)
        end
        set end " until $__aws_sso_until"
    else
        set end ''
    end
    test -n "$NO_COLOR"; or switch "$AWS_SSO_COLOR"
        case red green blue yellow
            set_color $AWS_SSO_COLOR
        case orange
            set_color bryellow
        case turquoise
            set_color cyan
        case purple
            set_color magenta
        case pink
            set_color brmagenta
    end
    printf '[%s%s]' (string replace -ra '\p{Cc}' '' -- "$name") "$end"
    test -n "$NO_COLOR"; or set_color normal
    printf ' '
end

# The theme's own prompt is kept under another name. It comes first, so that it finds `$status` and
# `$pipestatus` as they are.
function __aws_sso_prompt --on-event fish_prompt
    functions -e __aws_sso_prompt
    functions -q fish_prompt; or return
    functions -c fish_prompt __aws_sso_theme
    function fish_prompt
        set -l theme (__aws_sso_theme)
        __aws_sso_segment
        string join \n -- $theme
    end
end
