
# Switch this shell to another role; `@NAME@ --help` tells how.
function @NAME@ {
    __aws_sso_apply assume --shell powershell --called @NAME@ @args
}

Register-ArgumentCompleter -Native -CommandName @NAME@ -ScriptBlock {
    param($word, $commandAst, $cursor)
    __aws_sso_complete assume $commandAst $cursor
}
