"""The policy of `--read-only`: look at what is there, not at what is in it.

Kept by hand, within the 2,048 characters of a session policy. IAM has no wildcard for services, so
each is named; `Describe*`, `Get*` and `List*` are given only where no action under them reads what
people store: contents of objects, tables, queues, logs and functions, passwords, keys, and the
places in which passwords lie about (user data, environment variables of functions and tasks,
headers for origins). `tests/unit/test_read_only_policy.py` goes through every operation
that botocore knows.
"""

from collections.abc import Mapping, Sequence

from aws_sso.domain.scope.policy import allowing
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import UsageError

SERVICES: Mapping[str, Sequence[str]] = {
    "acm": ("Describe*", "List*"),
    "autoscaling": ("Describe*",),
    "backup": ("Describe*", "List*"),
    "ce": ("Get*",),
    "cloudformation": ("Describe*", "List*"),
    "cloudtrail": ("Describe*", "List*", "LookupEvents"),
    "cloudwatch": ("Describe*", "Get*", "List*"),
    "config": ("Describe*", "List*"),
    "dynamodb": ("Describe*", "List*"),
    "ec2": ("Describe*",),
    "ecr": ("Describe*", "List*"),
    "ecs": ("Describe*", "List*"),
    "eks": ("Describe*", "List*"),
    "elasticache": ("Describe*", "List*"),
    "elasticfilesystem": ("Describe*", "List*"),
    "elasticloadbalancing": ("Describe*",),
    "es": ("Describe*", "List*"),
    "events": ("Describe*", "List*"),
    "firehose": ("List*",),
    "guardduty": ("Get*", "List*"),
    "iam": ("Get*", "List*"),
    "kinesis": ("Describe*", "List*"),
    "kms": ("Describe*", "List*", "GetKey*"),
    "lambda": ("ListAliases", "ListEventSource*", "GetPolicy"),
    "logs": ("Describe*", "List*"),
    "organizations": ("Describe*", "List*"),
    "rds": ("Describe*", "List*"),
    "redshift": ("Describe*",),
    "route53": ("Get*", "List*"),
    "s3": ("List*", "GetBucket*", "Get*Configuration"),
    "secretsmanager": ("Describe*", "List*"),
    "sns": ("GetTopic*", "List*"),
    "sqs": ("GetQueue*", "List*"),
    "ssm": ("DescribeInstance*", "DescribeParameters"),
    "states": ("List*",),
    "tag": ("Get*",),
    "wafv2": ("Get*", "List*"),
}
"""Actions by the service prefix that IAM knows (Service Authorization Reference)."""

WITHHELD: Mapping[str, str] = {
    "autoscaling:DescribeLaunchConfigurations": "user data",
    "ec2:Describe*Tasks": "addresses that take uploads",
    "ec2:DescribeInstanceAttribute": "user data",
    "ec2:DescribeLaunchTemplateVersions": "user data",
    "ec2:DescribeSpot*Requests": "user data",
    "ec2:DescribeVerifiedAccessTrust*": "client secrets",
    "ec2:DescribeVpnConnections": "pre-shared keys",
    "ecs:DescribeDaemonTask*": "environment variables of tasks",
    "ecs:DescribeExpress*": "environment variables of tasks",
    "ecs:DescribeTask*": "environment variables of tasks",
    "events:DescribeConnection": "what authorises calls to others",
    "events:ListTargets*": "what is sent to targets",
    "iam:ListVirtualMFADevices": "seeds of MFA devices",
    "rds:DescribeDBProxyTargetG*": "queries that open connections",
    "rds:DescribeOptionGroups": "passwords among options",
}
"""What a pattern above would give, and is denied: the action, and what it would show."""

LEFT_OUT: Mapping[str, str] = {
    "apigateway:GET": "values of API keys",
    "athena:GetQueryResults": "results of queries",
    "cloudformation:GetTemplate": "passwords written into templates",
    "cloudfront:ListDistributions": "secret headers for origins",
    "cloudtrail:GetQueryResults": "results of queries",
    "codebuild:BatchGetProjects": "environment variables of builds",
    "cognito-idp:DescribeUserPoolClient": "client secrets",
    "dynamodb:GetItem": "contents of tables",
    "ec2:GetConsoleOutput": "what a machine printed",
    "ec2:GetPasswordData": "Windows passwords",
    "ecr:BatchGetImage": "contents of images",
    "ecr:GetAuthorizationToken": "a password of the registry",
    "elasticbeanstalk:DescribeConfigurationSettings": "environment variables of applications",
    "glue:GetConnection": "passwords of databases",
    "kinesis:GetRecords": "contents of streams",
    "kms:Decrypt": "whatever is encrypted",
    "lambda:GetFunction": "an address of the code; environment variables",
    "lambda:GetFunctionConfiguration": "environment variables of functions",
    "lambda:ListFunctions": "environment variables of functions",
    "lightsail:GetInstanceAccessDetails": "keys of machines",
    "logs:FilterLogEvents": "contents of logs",
    "logs:GetLogEvents": "contents of logs",
    "rds:DownloadDBLogFilePortion": "contents of logs",
    "redshift:GetClusterCredentials": "passwords of databases",
    "s3:GetObject": "contents of objects",
    "secretsmanager:GetSecretValue": "secrets",
    "sqs:ReceiveMessage": "contents of queues",
    "ssm:GetParameter": "parameters, which hold secrets",
    "ssm:GetParametersByPath": "parameters, which hold secrets",
    "states:DescribeExecution": "inputs and results",
    "states:DescribeStateMachine": "definitions, which hold what they send",
    "states:GetExecutionHistory": "inputs and results",
    "sts:AssumeRole": "another role, which this policy would no longer narrow",
}
"""What read-only people might expect and do not get: the action, and what it would show."""


def read_only_policy(services: Sequence[str] = ()) -> str:
    """Return the policy for some services, for all of them if none is named.

    Raises UsageError for a service that is not in it, with the nearest names.
    """
    for service in services:
        _check(service)
    wanted = {name: SERVICES[name] for name in (dict.fromkeys(services) or SERVICES)}
    actions = [f"{service}:{action}" for service, these in wanted.items() for action in these]
    denied = [action for action in WITHHELD if action.partition(":")[0] in wanted]
    return allowing(actions, denied)


def _check(service: str) -> None:
    if service in SERVICES:
        return
    near = nearest(service, SERVICES, count=3, cutoff=0.5)
    meant = f"did you mean {' or '.join(f'`{name}`' for name in near)}? " if near else ""
    raise UsageError(
        f"`--read-only` does not know the service `{service}`",
        f"{meant}it knows: {', '.join(SERVICES)}",
    )
