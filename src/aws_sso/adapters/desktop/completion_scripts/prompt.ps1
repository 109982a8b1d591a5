
# The prompt: role, and how long its credentials last. It reads variables and starts no process.
# PowerShell does not expand what a prompt returns: no name can run anything.
$global:__aws_sso_file = $PSCommandPath
if (-not $global:__aws_sso_file) { $global:__aws_sso_file = $HOME }

function __aws_sso_segment {
    if (-not $env:AWS_SSO_ROLE_ARN -or -not $env:AWS_ACCESS_KEY_ID) { return '' }
    if (-not (Test-Path -LiteralPath $global:__aws_sso_file)) { return '' } # We were uninstalled.
    $name = "$env:AWS_SSO_PROFILE"
    if (-not $name) { $name = "$env:AWS_SSO_ACCOUNT_ID" }
    if (-not $name.Contains("$env:AWS_SSO_ROLE_NAME")) { $name = "$name $env:AWS_SSO_ROLE_NAME" }
    $left = ''
    if ($env:AWS_SSO_EXPIRATION_EPOCH -match '^[0-9]{1,12}$') {
        $seconds = [long]$env:AWS_SSO_EXPIRATION_EPOCH - [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() - 1
        $minutes = ($seconds - $seconds % 60) / 60
        if ($seconds -lt 0) {
            $left = ' expired'
        } elseif ($seconds -lt 3600) {
            $left = " ${minutes}m"
        } else {
            $rest = $minutes % 60
            $hours = ($minutes - $rest) / 60
            $left = ' {0}h{1:00}m' -f $hours, $rest
        }
    }
    $text = "[$($name -replace '\p{Cc}', '')$left]"
    $codes = @{ red = 31; green = 32; orange = 33; blue = 34; purple = 35; turquoise = 36; yellow = 93; pink = 95 }
    $code = $codes["$env:AWS_SSO_COLOR"]
    if ($code -and -not $env:NO_COLOR -and $Host.UI.SupportsVirtualTerminal) {
        $text = "$([char]27)[${code}m$text$([char]27)[0m"
    }
    return "$text "
}

# The prompt that was there comes first, so that it finds `$?` as it is.
if (-not $global:__aws_sso_theme) { $global:__aws_sso_theme = $function:prompt }

function prompt {
    $theme = & $global:__aws_sso_theme
    return "$(__aws_sso_segment)$theme"
}
