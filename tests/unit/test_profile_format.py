"""Templates print what Go's text/template with sprig prints for them."""

import json
from pathlib import Path
from typing import Any

import pytest

from aws_sso.domain.template.errors import TemplateError
from aws_sso.domain.template.template import Template
from aws_sso.domain.template.values import Int64, StringMap

GOLDENS = json.loads((Path(__file__).parent / "profile_format.json").read_text(encoding="utf-8"))


def fields(role: dict[str, Any]) -> dict[str, object]:
    return {
        **role,
        "AccountId": Int64(role["AccountId"]),
        "ExpiresEpoch": Int64(role["ExpiresEpoch"]),
        "Tags": StringMap(role["Tags"]),
    }


ROLES = [fields(role) for role in GOLDENS["roles"]]


def outcome(template: str, role: dict[str, object]) -> tuple[str, str]:
    """What is printed, and the stage of the error if there is one."""
    try:
        return Template(template).render(role), ""
    except TemplateError as error:
        return "", error.stage if str(error) else "an error without a word"


@pytest.mark.parametrize("case", GOLDENS["cases"], ids=lambda case: case["template"])
def test_it_prints_what_the_real_engine_printed(case: dict[str, Any]) -> None:
    """Each golden template on each golden role: the same text, or an error of the same stage."""
    for role, result, error in zip(ROLES, case["results"], case["errors"], strict=True):
        assert outcome(case["template"], role) == (result, error)


@pytest.mark.parametrize("start", ["with $x := $x", "if $x := $x.SSO", "$x := $x"])
def test_a_variable_is_unknown_in_its_own_declaration(start: str) -> None:
    """Go's parser takes it, and its engine then finds no value: an error with its place."""
    end = "" if start.startswith("$") else "{{ end }}"
    with pytest.raises(TemplateError, match=r"undefined variable: \$x") as caught:
        Template(f"{{{{ {start} }}}}{end}").render(ROLES[0])
    assert caught.value.stage == "exec"
