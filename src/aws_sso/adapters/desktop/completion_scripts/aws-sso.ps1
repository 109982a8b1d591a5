# Completion and helpers of aws-sso for PowerShell 5.1 and newer. Written by `aws-sso setup completions`.

# Complete a command line of ours. Words and answer are JSON in ASCII: Windows PowerShell drops empty
# arguments and quotes, and reads what programs print in the console's code page.
function __aws_sso_complete($called, $commandAst, $cursor) {
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $program = Get-Command -Name aws-sso -CommandType Application -TotalCount 1 -ErrorAction SilentlyContinue
    if (-not $program) { return }
    $words = @()
    $current = ''
    foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {
        $extent = $element.Extent
        if ($extent.StartOffset -ge $cursor) { break }
        $text = $extent.Text
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst] -or
            $element -is [System.Management.Automation.Language.ExpandableStringExpressionAst]) {
            $text = $element.Value
        }
        if ($extent.EndOffset -ge $cursor) {
            $current = $text
            if ($text -eq $extent.Text) { $current = $text.Substring(0, $cursor - $extent.StartOffset) }
            break
        }
        $words += $text
    }
    $env:_AWS_SSO_COMPLETE = 'powershell'
    $env:_AWS_SSO_PROGRAM = $called
    $env:_AWS_SSO_WORDS = ConvertTo-Json -Compress -InputObject ([string[]]($words + $current))
    try {
        $answer = (& $program 2>$null) -join ''
    } finally {
        Remove-Item -Path Env:_AWS_SSO_* -ErrorAction SilentlyContinue
    }
    if (-not $answer) { return }
    $answer = ConvertFrom-Json -InputObject $answer
    # Without a result, PowerShell completes names of files.
    if ($answer.what -eq 'files') { return }
    if ($answer.what -eq 'command') {
        if ($answer.first -ge $commandAst.CommandElements.Count) { return }
        $start = $commandAst.CommandElements[$answer.first].Extent.StartOffset
        if ($start -ge $cursor) { return }
        $line = $commandAst.Extent.StartScriptPosition.GetFullScript().Substring($start, $cursor - $start)
        return (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches
    }
    # An empty text says that there is nothing, and keeps PowerShell from files.
    if (-not $answer.items) { return '' }
    foreach ($item in $answer.items) {
        [System.Management.Automation.CompletionResult]::new($item.text, $item.shown, 'ParameterValue', $item.help)
    }
}

Register-ArgumentCompleter -Native -CommandName @('aws-sso', 'aws-sso-profile') -ScriptBlock {
    param($word, $commandAst, $cursor)
    $called = [System.IO.Path]::GetFileNameWithoutExtension($commandAst.GetCommandName())
    __aws_sso_complete $called $commandAst $cursor
}

# Run aws-sso with these arguments, and then what it prints if it ended well.
function __aws_sso_apply {
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $program = Get-Command -Name aws-sso -CommandType Application -TotalCount 1
    if (-not $program) { return }
    $options = @("$env:AWS_SSO_HELPER_ARGS" -split '\s+' | Where-Object { $_ })
    $lines = & $program @options @args
    if ($LASTEXITCODE -eq 0 -and $lines) {
        Invoke-Expression ($lines -join "`n")
    }
}

function aws-sso-profile {
    __aws_sso_apply assume --shell powershell --called aws-sso-profile @args
}

function aws-sso-clear {
    if ($env:AWS_PROFILE) {
        [Console]::Error.WriteLine('error: AWS_PROFILE is set, and programs would use that instead')
        [Console]::Error.WriteLine('hint: Remove-Item Env:AWS_PROFILE')
        $global:LASTEXITCODE = 1
        return
    }
    __aws_sso_apply eval --shell powershell --clear
}
