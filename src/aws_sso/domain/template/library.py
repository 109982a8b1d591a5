"""All functions that templates may call, and why others are not allowed."""

from aws_sso.domain.template import builtins, sprig_text, sprig_values
from aws_sso.domain.template.functions import Table, declare
from aws_sso.domain.text.nearest import nearest

_UNSUITABLE = {
    "returns a different result each time": (
        "randAlpha randAlphaNum randNumeric randAscii randBytes randInt shuffle uuidv4"
    ),
    "reads the clock": (
        "now ago date dateInZone date_in_zone dateModify date_modify mustDateModify "
        "must_date_modify duration durationRound htmlDate htmlDateInZone toDate mustToDate "
        "unixEpoch"
    ),
    "reads the environment": "env expandenv",
    "uses the network": "getHostByName",
    "makes keys": (
        "genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert "
        "genSignedCertWithKey buildCustomCert derivePassword encryptAES decryptAES bcrypt htpasswd"
    ),
}
_REASONS = {name: reason for reason, names in _UNSUITABLE.items() for name in names.split()}

_OWN: Table = {
    "AccountIdStr": declare("int64", lambda number: f"{number:012d}"),
    "EmptyString": declare("string", lambda text: text == ""),
    "FirstItem": declare("string*", lambda *items: next((item for item in items if item), "")),
    "StringsJoin": declare(
        "string string*", lambda separator, *items: separator.join(i for i in items if i)
    ),
    "StringReplace": declare("string string string", lambda old, new, text: text.replace(old, new)),
}

_SPRIG = {**sprig_text.FUNCTIONS, **sprig_values.FUNCTIONS}
_ALIASES = {
    # Functions that can fail have a second name; `os` paths are POSIX paths here.
    **{
        f"must{name[0].upper()}{name[1:]}": function
        for name, function in _SPRIG.items()
        if not name.startswith("must")
    },
    **{
        f"os{name[0].upper()}{name[1:]}": _SPRIG[name]
        for name in ("base", "dir", "clean", "ext", "isAbs")
    },
}

FUNCTIONS: Table = {**_ALIASES, **builtins.FUNCTIONS, **_SPRIG, **_OWN}
SPECIAL = ("and", "or")


def problem_with(name: str) -> str | None:
    """Say why a function cannot be called; None if it can."""
    if name in FUNCTIONS or name in SPECIAL:
        return None
    if name in _REASONS:
        return f"function `{name}` {_REASONS[name]}; a name must not depend on that"
    near = nearest(name, FUNCTIONS)
    meant = f"; did you mean `{near[0]}`?" if near else ""
    return f"function `{name}` is not defined{meant}"
