"""Random policies and questions, made so that about a third of the questions are answered yes.

Of what moto evaluates as well: no `?`, which it takes for itself, and no conditions.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

_SERVICES = {
    "s3": ("ListBucket", "GetObject", "PutObject", "ListAllMyBuckets", "DeleteObject"),
    "ec2": ("DescribeInstances", "RunInstances", "DescribeImages", "TerminateInstances"),
    "dynamodb": ("GetItem", "PutItem", "ListTables", "DescribeTable"),
}
_RESOURCES = (
    "arn:aws:s3:::logs",
    "arn:aws:s3:::logs/2026/11/a.gz",
    "arn:aws:s3:::shop",
    "arn:aws:s3:::shop/key",
    "arn:aws:ec2:us-east-1:111122223333:instance/i-0a1b2c3d",
    "arn:aws:ec2:eu-west-1:111122223333:image/ami-1",
    "arn:aws:dynamodb:us-east-1:111122223333:table/orders",
    "arn:aws:dynamodb:us-east-1:999988887777:table/orders/index/by-day",
)


@dataclass(frozen=True)
class Asked:
    """A policy's text and a question about it."""

    policy: str
    action: str
    resource: str


def asked(seed: int, count: int) -> Iterator[Asked]:
    """Yield so many, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        action, resource = _action(chance), chance.choice(_RESOURCES)
        statements = [_statement(chance, action, resource) for _ in range(chance.randint(1, 4))]
        given = statements[0] if len(statements) == 1 and chance.random() < 0.5 else statements
        policy = {"Version": "2012-10-17", "Statement": given}
        yield Asked(json.dumps(policy), action, resource)


def _action(chance: random.Random) -> str:
    service = chance.choice(tuple(_SERVICES))
    return f"{service}:{chance.choice(_SERVICES[service])}"


def _statement(chance: random.Random, action: str, resource: str) -> dict[str, object]:
    about = action if chance.random() < 0.6 else _action(chance)
    on = resource if chance.random() < 0.7 else chance.choice(_RESOURCES)
    actions = [_pattern(chance, about), *(_action(chance) for _ in range(chance.randint(0, 2)))]
    resources = ["*"] if chance.random() < 0.4 else [_resource_pattern(chance, on)]
    name = "NotAction" if chance.random() < 0.15 else "Action"
    return {
        "Effect": "Deny" if chance.random() < 0.2 else "Allow",
        name: actions[0] if len(actions) == 1 and chance.random() < 0.5 else actions,
        "Resource": resources[0] if chance.random() < 0.5 else resources,
    }


def _pattern(chance: random.Random, action: str) -> str:
    """Return the action, or something with wildcards that it is among."""
    service, _, name = action.partition(":")
    return chance.choice(
        (
            action,
            f"{service}:*",
            f"{service}:{name[: chance.randint(1, len(name))]}*",
            f"{service}:*{name[chance.randint(1, len(name) - 1) :]}",
            "*",
        )
    )


def _resource_pattern(chance: random.Random, arn: str) -> str:
    head, _, last = arn.rpartition(":")
    return chance.choice(
        (
            arn,
            f"{head}:*",
            f"{head}:{last[: chance.randint(1, len(last))]}*",
            f"{head}:*{last[-3:]}",
        )
    )
