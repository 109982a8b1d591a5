"""Each function of the template language, by what Go and sprig document of it."""

import re
import time

import pytest

from aws_sso.domain.template.errors import TemplateError
from aws_sso.domain.template.library import FUNCTIONS
from aws_sso.domain.template.template import Template
from aws_sso.domain.template.values import Int64, StringMap
from tests.unit.test_profile_format import GOLDENS

ROLE: dict[str, object] = {
    "AccountId": Int64(42),
    "AccountIdPad": "000000000042",
    "AccountName": "Main Account",
    "AccountAlias": "",
    "RoleName": "Ops_Break-Glass",
    "SSO": "Default",
    "Tags": StringMap({"Env": "prod", "Team": "core"}),
    "Via": "",
}

CASES = r"""
{{ AccountIdStr .AccountId }} -> 000000000042
{{ EmptyString "" }}{{ EmptyString "x" }} -> truefalse
{{ FirstItem "" "" "c" "d" }} -> c
{{ FirstItem "" "" }}| -> |
{{ StringsJoin "-" "a" "" "b" }} -> a-b
{{ StringReplace "_" "-" .RoleName }} -> Ops-Break-Glass
{{ .RoleName | StringReplace "Ops" "Dev" | lower }} -> dev_break-glass
{{ "  a b " | trim }}| -> a b|
{{ trimAll "$" "$5.00$" }} -> 5.00
{{ trimall "$" "$5.00$" }} -> 5.00
{{ trimPrefix "-" "-x-" }} -> x-
{{ trimSuffix "-" "-x-" }} -> -x
{{ "hello" | upper }} -> HELLO
{{ "HeLLo" | lower }} -> hello
{{ title "hello big world" }} -> Hello Big World
{{ untitle "Hello World" }} -> hello world
{{ repeat 3 "ab" }} -> ababab
{{ substr 1 3 "hello" }} -> el
{{ substr -1 3 "hello" }} -> hel
{{ substr 2 -1 "hello" }} -> llo
{{ nospace "a b  c" }} -> abc
{{ trunc 3 "hello" }} -> hel
{{ trunc -3 "hello" }} -> llo
{{ trunc 9 "hello" }} -> hello
{{ abbrev 5 "hello world" }} -> he...
{{ abbrevboth 5 10 "1234 5678 9123" }} -> ...5678...
{{ initials "First Try" }} -> FT
{{ wrap 5 "a bcd ef" | replace "\n" "/" }} -> a bcd/ef
{{ wrapWith 5 "/" "Hello World" }} -> Hello/World
{{ contains "cat" "catch" }} -> true
{{ hasPrefix "ca" "catch" }}{{ hasSuffix "ca" "catch" }} -> truefalse
{{ quote "a" "b" }} -> "a" "b"
{{ squote "a" "b" }} -> 'a' 'b'
{{ cat "hello" "big" 3 }} -> hello big 3
{{ indent 2 "a" }}| ->   a|
{{ nindent 2 "a" | replace "\n" "/" }}| -> /  a|
{{ replace " " "-" "I Am" }} -> I-Am
{{ plural "one" "many" 1 }}{{ plural "one" "many" 2 }} -> onemany
{{ snakecase "FirstName" }} -> first_name
{{ camelcase "http_server" }} -> HttpServer
{{ kebabcase "FirstName" }} -> first-name
{{ swapcase "This Is A.Test" }} -> tHIS iS a.tEST
{{ join "-" (list "a" "b" 3) }} -> a-b-3
{{ splitList "$" "a$b" | join "/" }} -> a/b
{{ (split "$" "a$b")._1 }} -> b
{{ (splitn "$" 2 "a$b$c")._1 }} -> b$c
{{ sortAlpha (list "b" "a") | join "" }} -> ab
{{ regexMatch "^a+$" "aaa" }}{{ regexMatch "^a+$" "ab" }} -> truefalse
{{ regexFind "[a-z]+" "12abc3" }} -> abc
{{ regexFindAll "[2,4,6,8]" "123456789" -1 | join "" }} -> 2468
{{ regexFindAll "a." "abacad" 2 | join "," }} -> ab,ac
{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} -> -W-xxW-
{{ regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "${1}" }} -> -${1}-${1}-
{{ regexSplit "z+" "pizza" -1 | join "," }} -> pi,a
{{ regexQuoteMeta "1.2.3" }} -> 1\.2\.3
{{ mustRegexMatch "b" "abc" }} -> true
{{ regexReplaceAll "[^A-Za-z]" .RoleName "" }} -> OpsBreakGlass
{{ atoi "12" | add 1 }} -> 13
{{ int "7" }}{{ int64 "8" }}{{ int 3.9 }} -> 783
{{ float64 "1.5" }} -> 1.5
{{ toString 5 }}{{ toString true }} -> 5true
{{ toStrings (list 1 2) | join "," }} -> 1,2
{{ toDecimal "777" }} -> 511
{{ add 1 2 3 }}{{ add }} -> 60
{{ add1 4 }} -> 5
{{ sub 5 2 }}{{ mul 2 3 4 }}{{ div 7 2 }}{{ mod 7 4 }} -> 32433
{{ max 1 5 3 }}{{ biggest 1 9 }}{{ min 4 2 3 }} -> 592
{{ addf 1.5 2 }} {{ add1f 1.5 }} {{ subf 7.5 2 3 }} -> 3.5 2.5 2.5
{{ mulf 1.5 2 2 }} {{ divf 10 2 4 }} -> 6 1.25
{{ maxf 1 2.5 3 }} {{ minf 1.5 2 3 }} -> 3 1.5
{{ ceil 1.1 }} {{ floor 1.9 }} {{ round 123.555555 3 }} -> 2 1 123.556
{{ seq 5 }} / {{ seq -3 }} / {{ seq 0 2 6 }} -> 1 2 3 4 5 / 1 0 -1 -2 -3 / 0 2 4 6
{{ until 4 | join "" }} {{ untilStep 3 9 3 | join "" }} -> 0123 36
{{ default "x" "" }}{{ default "x" "y" }}{{ "" | default "z" }} -> xyz
{{ empty "" }}{{ empty 0 }}{{ empty "a" }} -> truetruefalse
{{ coalesce "" 0 "c" }} -> c
{{ all 1 "a" true }}{{ any 0 "" false }} -> truefalse
{{ ternary "a" "b" true }}{{ false | ternary "a" "b" }} -> ab
{{ list 1 2 3 | first }}{{ list 1 2 3 | last }} -> 13
{{ list 1 2 3 | rest | join "" }}{{ list 1 2 3 | initial | join "" }} -> 2312
{{ append (list 1 2) 3 | join "" }}{{ prepend (list 1 2) 0 | join "" }} -> 123012
{{ push (list 1) 2 | join "" }} -> 12
{{ concat (list 1) (list 2 3) | join "" }} -> 123
{{ reverse (list 1 2 3) | join "" }} -> 321
{{ uniq (list 1 1 2) | join "" }} -> 12
{{ without (list 1 2 3) 2 | join "" }} -> 13
{{ has 2 (list 1 2) }}{{ has 9 (list 1 2) }} -> truefalse
{{ compact (list 1 "" 2 0) | join "" }} -> 12
{{ slice (list 1 2 3 4) 1 3 | join "" }} -> 23
{{ range chunk 2 (list 1 2 3) }}[{{ join "" . }}]{{ end }} -> [12][3]
{{ index (tuple "a" "b") 1 }} -> b
{{ len (list 1 2 3) }}{{ len "ab" }}{{ len .Tags }} -> 322
{{ $d := dict "a" 1 "b" 2 }}{{ keys $d | sortAlpha | join "" }} -> ab
{{ get (dict "a" 1) "a" }}{{ get (dict "a" 1) "z" }}| -> 1|
{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $d.b }} -> 2
{{ $d := dict "a" 1 }}{{ $_ := unset $d "a" }}{{ hasKey $d "a" }} -> false
{{ hasKey (dict "a" 1) "a" }} -> true
{{ pluck "a" (dict "a" 1) (dict "a" 2) | join "" }} -> 12
{{ pick (dict "a" 1 "b" 2) "a" | keys | join "" }} -> a
{{ omit (dict "a" 1 "b" 2) "a" | keys | join "" }} -> b
{{ values (dict "a" 1) | join "" }} -> 1
{{ dig "a" "b" "no" (dict "a" (dict "b" "yes")) }}{{ dig "x" "no" (dict "a" 1) }} -> yesno
{{ (merge (dict "a" 1) (dict "a" 2 "b" 3)).b }}{{ (merge (dict "a" 1) (dict "a" 2)).a }} -> 31
{{ (mergeOverwrite (dict "a" 1) (dict "a" 2)).a }} -> 2
{{ $a := dict "x" 1 }}{{ $b := deepCopy $a }}{{ $_ := set $b "x" 2 }}{{ $a.x }}{{ $b.x }} -> 12
{{ deepEqual (list 1 2) (list 1 2) }}{{ deepEqual (list 1) (list 2) }} -> truefalse
{{ b64enc "hi" }} {{ b64dec "aGk=" }} -> aGk= hi
{{ b32enc "hi" }} {{ b32dec "NBUQ====" }} -> NBUQ==== hi
{{ sha1sum "x" }} -> 11f6ad8ec52a2984abaafd7c3b516503785c2072
{{ sha256sum "x" | trunc 12 }} -> 2d711642b726
{{ sha512sum "x" | trunc 12 }} -> a4abd4448c49
{{ adler32sum "x" }} -> 7929977
{{ toJson (list 1 "a") }} -> [1,"a"]
{{ toPrettyJson (dict "a" 1) | replace "\n" "" }} -> {  "a": 1}
{{ toRawJson "<a>" }} {{ toJson "<a>" }} -> "<a>" "\u003ca\u003e"
{{ (fromJson "{\"a\": 55}").a }} -> 55
{{ kindOf "a" }} {{ kindOf 1 }} {{ kindOf (list) }} {{ kindOf (dict) }} -> string int slice map
{{ kindIs "int" 1 }} {{ typeOf "x" }} {{ typeIs "string" "x" }} {{ typeIsLike "int" 1 }} -> true string true true
{{ base "a/b/c.txt" }} {{ dir "a/b/c.txt" }} {{ ext "c.txt" }} -> c.txt a/b .txt
{{ clean "a/../b//c" }} {{ isAbs "/a" }} -> b/c true
{{ osBase "/a/b" }} {{ osDir "/a/b" }} {{ osExt "x.y" }} {{ osClean "a/./b" }} {{ osIsAbs "a" }} -> b /a .y a/b false
{{ (semver "1.2.3-beta.1").Minor }} {{ (semver "v1.2.3").Major }} -> 2 1
{{ semverCompare "^1.2.0" "1.4.5" }} {{ semverCompare ">2" "1.0.0" }} -> true false
{{ (urlParse "https://u@h.example:8/p?q=1#f").host }} -> h.example:8
{{ urlJoin (dict "scheme" "https" "host" "h" "path" "/p") }} -> https://h/p
{{ "a b&c" | urlquery }} -> a+b%26c
{{ html "<a&'\">" }} -> &lt;a&amp;&#39;&#34;&gt;
{{ js "it's <b>" }} -> it\'s \u003Cb\u003E
{{ print "a" 1 2 "b" }} -> a1 2b
{{ println "a" 1 | trim }} -> a 1
{{ printf "%s-%05d-%x-%q-%v" "a" 42 255 "q" true }} -> a-00042-ff-"q"-true
{{ printf "%-5s|%5s|%.2f|%t|%c|%%" "a" "b" 1.239 true 65 }} -> a    |    b|1.24|true|A|%
{{ printf "%012d" .AccountId }} -> 000000000042
{{ printf "%d" "x" }} -> %!d(string=x)
{{ printf "%s" }} -> %!s(MISSING)
{{ eq 1 1 }}{{ eq "a" "b" "a" }}{{ ne 1 2 }} -> truetruetrue
{{ lt 1 2 }}{{ le 2 2 }}{{ gt 1 2 }}{{ ge 2 2 }} -> truetruefalsetrue
{{ and 1 0 }}{{ and 1 2 }}{{ or 0 "x" }}{{ or 0 "" }}| -> 02x|
{{ not "" }}{{ not 1 }} -> truefalse
{{ index .Tags "Env" }}{{ index .Tags "None" }} -> prod
{{ hello }} -> Hello!
{{ .Tags.Env }}-{{ .Tags.Team }} -> prod-core
{{ if .Via }}via{{ else if .AccountAlias }}alias{{ else }}none{{ end }} -> none
{{ with .AccountName }}{{ . | lower | nospace }}{{ end }} -> mainaccount
{{ with .Via }}a{{ else with .SSO }}{{ . }}{{ end }} -> Default
{{ range $key, $value := .Tags }}{{ $key }}={{ $value }};{{ end }} -> Env=prod;Team=core;
{{ range list 1 2 3 4 }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ if eq . 4 }}{{ break }}{{ end }}{{ . }}{{ end }} -> 13
{{ range list }}x{{ else }}empty{{ end }} -> empty
{{ range $i, $e := list "a" "b" }}{{ $i }}{{ $e }}{{ end }} -> 0a1b
{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .SSO }} -> <Default>
{{ block "b" .SSO }}[{{ . }}]{{ end }} -> [Default]
{{ $x := "a" }}{{ if true }}{{ $x = "b" }}{{ end }}{{ $x }} -> b
{{ $x := "a" }}{{ if true }}{{ $x := "b" }}{{ end }}{{ $x }} -> a
{{/* a comment */}}x -> x
a  {{- " b " -}}  c -> a b c
{{ "tab\tq\"" | quote }} -> "tab\tq\""
{{ `raw \n` }} -> raw \n
{{ 'a' }} {{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1_000 }} {{ 1e3 }} -> 97 31 5 15 1000 1000
{{ -3 | int }}{{ +3 }} -> -33
{{ true }}{{ false }} -> truefalse
{{ (list 1 2) }} {{ dict "a" 1 }} -> [1 2] map[a:1]
{{ .RoleName | replace "_" "-" | lower | trunc 9 | trimSuffix "-" }} -> ops-break
{{ .AccountName | splitList " " | first }}:{{ .RoleName | splitList "_" | last }} -> Main:Break-Glass
{{ $p := .AccountName | lower | replace " " "-" }}{{ printf "%s/%s" $p .RoleName }} -> main-account/Ops_Break-Glass
{{ if and (eq .Tags.Env "prod") (not .Via) }}P{{ end }}{{ .AccountIdPad | trunc -4 }} -> P0042
{{ if index .Tags "Nope" }}a{{ else }}b{{ end }} -> b
{{ index .Tags "Env" | upper }} -> PROD
{{ printf "%1000000000d" 1 }} -> %!(NOVERB)%!(EXTRA int=1)
{{ if or .AccountAlias .AccountName }}{{ coalesce .AccountAlias .AccountName }}{{ end }} -> Main Account
{{ mustFirst (list 1 2) }}{{ mustLast (list 1 2) }}{{ mustHas 1 (list 1) }} -> 12true
{{ ((dict "a" (dict "b" 7)).a).b }} -> 7
{{ len (repeat 5 "é") }} -> 10
"""  # noqa: E501

CASE_LIST = [tuple(line.split(" -> ", 1)) for line in CASES.strip().split("\n")]


@pytest.mark.parametrize(("template", "result"), CASE_LIST, ids=[case[0] for case in CASE_LIST])
def test_it_prints_what_go_and_sprig_document(template: str, result: str) -> None:
    """One line, one construct."""
    assert Template(template).render(ROLE) == result


def test_each_function_is_in_a_case() -> None:
    """Nothing in the library goes without one, but for the `must…` names of the same functions."""
    text = "\n".join([CASES, *FAILING, *(case["template"] for case in GOLDENS["cases"])])
    used = set(re.findall(r"[A-Za-z][A-Za-z0-9]*", text))
    missing = sorted(name for name in FUNCTIONS if name not in used and not name.startswith("must"))
    assert missing == []


FAILING = {
    '{{ fail "stop" }}': "stop",
    "{{ now }}": "reads the clock",
    '{{ env "HOME" }}': "reads the environment",
    "{{ uuidv4 }}": "returns a different result each time",
    '{{ getHostByName "x" }}': "uses the network",
    '{{ genPrivateKey "rsa" }}': "makes keys",
    "{{ lowr .SSO }}": "lower",
    "{{ .Nope }}": "Nope",
    "{{ index (list 1) 5 }}": "5",
    '{{ atoi "x" | div 1 }}': "zero",
    "{{ if }}x{{ end }}": "missing value",
    "{{ range .Tags }}": "end",
    "{{ .SSO": "",
    "{{ $x }}": "$x",
    '{{ template "none" }}': "none",
    '{{ regexMatch "(" "x" }}{{ mustRegexMatch "(" "x" }}': "",
    '{{ call "x" }}': "",
    '{{ repeat 1000000000 "x" }}': "",
    "{{ seq 1 1000000000 }}": "",
    "{{ until 1000000000 }}": "",
    '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}': "",
    '{{ hasKey .Tags "Env" }}': "expected map[string]interface {}; got map[string]string",
    '{{ slice "hello" 1 3 }}': "cannot use type string as a list",
}


@pytest.mark.parametrize("template", FAILING)
def test_what_cannot_be_says_where_and_why(template: str) -> None:
    """Line and column, and the word that is wrong; nothing runs away with time or memory."""
    started = time.monotonic()
    with pytest.raises(TemplateError) as caught:
        Template(f"\n  {template}").render(ROLE)
    assert FAILING[template] in str(caught.value)
    assert re.search(r"line 2, column \d+", str(caught.value)), str(caught.value)
    assert time.monotonic() - started < 10


CATASTROPHES = [
    ("(a+)+$", "a" * 5000 + "!"),
    ("(a|aa)+$", "a" * 5000 + "!"),
    ("(a|a?)+$", "a" * 5000 + "!"),
    (r"(.*a){20}", "a" * 5000 + "!"),
    (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 5000),
    (r"(x+x+)+y", "x" * 5000),
    (r"(\w*)*\s", "w" * 5000),
    (r"^(\d+)*(\d+)*(\d+)*[^0-9]$", "1" * 5000),
]


@pytest.mark.parametrize(("pattern", "text"), CATASTROPHES, ids=[c[0] for c in CATASTROPHES])
@pytest.mark.parametrize("function", ["regexMatch", "regexFind", "regexReplaceAll", "regexSplit"])
def test_no_pattern_hangs(function: str, pattern: str, text: str) -> None:
    """Patterns that take other engines longer than the universe has, on texts made for them."""
    last = {"regexReplaceAll": ' "-"', "regexSplit": " -1"}.get(function, "")
    data = {**ROLE, "RoleName": text}
    Template(f"{{{{ {function} `{pattern}` .RoleName{last} }}}}").render(data)
