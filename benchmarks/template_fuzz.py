"""Throws broken templates at the engine of profile names: an error is fine, a traceback is not."""

import random
import re
import time
from typing import Any

from aws_sso.domain.template.errors import TemplateError
from aws_sso.domain.template.library import FUNCTIONS
from aws_sso.domain.template.template import Template
from aws_sso.domain.template.values import Int64, StringMap

LONGEST = 5.0
"""Seconds that one template may take."""

WORDS = """
{{ }} {{- -}} {{/* */}} | ( ) := = , $ $x . .Tags.Env .RoleName .AccountId .Nope if else end range with
define template block break continue nil true and or not 1 -1 0x1F 1e400 99999999999999999999 3i 1.5
{{end}} {{else}} 'c' ' ` `raw` \\ é 🚀 " "text" "a+" "%d%s%v%q"
"""  # noqa: E501
PIECES = [*WORDS.split(), " ", "\n", "\x00"]
ROLE = {
    "AccountId": Int64(42),
    "RoleName": "Ops_Break-Glass",
    "AccountAlias": "An account",
    "Tags": StringMap({"Env": "prod"}),
}


def made(chance: random.Random, seeds: list[str]) -> str:
    """Return a template: pieces at random, calls with random arguments, or a good one broken."""
    kind = chance.randrange(3)
    if kind == 0:
        return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 40)))
    if kind == 1:
        values = ['"x"', "1", "-7", ".RoleName", "(list 1 2)", '(dict "a" 1)', "nil", ".Tags", '""']
        names = [chance.choice(list(FUNCTIONS)) for _ in range(chance.randint(1, 4))]
        calls = [
            " ".join([name, *(chance.choice(values) for _ in range(chance.randint(0, 4)))])
            for name in names
        ]
        return "{{ " + " | ".join(calls) + " }}"
    text = chance.choice(seeds)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        cut = chance.randint(0, 3)
        text = text[:at] + chance.choice([*PIECES, ""]) + text[at + cut :]
    return text


def fuzz(seconds: float, seeds: list[str], seed: int) -> tuple[int, int, list[str]]:
    """Run templates for a while; returns how many, how many of them worked, and what went wrong."""
    chance = random.Random(seed)
    faults: list[str] = []
    tried = worked = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        text = made(chance, seeds)
        tried += 1
        started = time.monotonic()
        try:
            Template(text).render(dict(ROLE))
            worked += 1
        except TemplateError as error:
            if not re.search(r"line \d+, column \d+", str(error)):
                faults.append(f"no place in the error of {text!r}: {error}")
        except Exception as error:
            faults.append(f"{type(error).__name__} from {text!r}")
        if time.monotonic() - started > LONGEST:
            faults.append(f"slow: {text!r}")
    return tried, worked, faults


def report(seconds: float, cases: list[dict[str, Any]]) -> bool:
    """Fuzz, print what came of it, and tell whether all was well."""
    seed = random.randrange(2**32)
    tried, worked, faults = fuzz(seconds, [case["template"] for case in cases], seed)
    print(f"profile formats: {tried} at random (seed {seed}), {worked} work, {len(faults)} faults")
    for fault in faults[:10]:
        print(f"  {fault}")
    return not faults and worked > 0
