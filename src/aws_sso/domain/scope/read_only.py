"""The policy of `--read-only`: see what exists, not what it contains.

Maintained by hand, within the 2,048 characters of a session policy. IAM has no wildcard for
services, so each one is listed. `Describe*`, `Get*` and `List*` are allowed only if no action they
match reads stored content: objects, tables, queues, logs and functions, passwords, keys, and places
where passwords often end up (user data, environment variables of functions and tasks, origin
headers). `tests/unit/test_read_only_policy.py` checks every operation that botocore knows.
"""

from aws_sso.annotations import Mapping, Sequence
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
"""Actions by IAM service prefix (Service Authorization Reference)."""

WITHHELD: Mapping[str, str] = {
    "autoscaling:DescribeLaunchConfigurations": "user data",
    "ec2:Describe*Tasks": "upload URLs",
    "ec2:DescribeInstanceAttribute": "user data",
    "ec2:DescribeLaunchTemplateVersions": "user data",
    "ec2:DescribeSpot*Requests": "user data",
    "ec2:DescribeVerifiedAccessTrust*": "client secrets",
    "ec2:DescribeVpnConnections": "pre-shared keys",
    "ecs:DescribeDaemonTask*": "environment variables of tasks",
    "ecs:DescribeExpress*": "environment variables of tasks",
    "ecs:DescribeTask*": "environment variables of tasks",
    "events:DescribeConnection": "authorization for calls to others",
    "events:ListTargets*": "data sent to targets",
    "iam:ListVirtualMFADevices": "seeds of MFA devices",
    "rds:DescribeDBProxyTargetG*": "queries that open connections",
    "rds:DescribeOptionGroups": "passwords among options",
}
"""Denied although a pattern above allows it: the action, and what it would reveal."""

LEFT_OUT: Mapping[str, str] = {
    "apigateway:GET": "values of API keys",
    "athena:GetQueryResults": "results of queries",
    "cloudformation:GetTemplate": "passwords written into templates",
    "cloudfront:ListDistributions": "secret headers for origins",
    "cloudtrail:GetQueryResults": "results of queries",
    "codebuild:BatchGetProjects": "environment variables of builds",
    "cognito-idp:DescribeUserPoolClient": "client secrets",
    "dynamodb:GetItem": "contents of tables",
    "ec2:GetConsoleOutput": "console output of machines",
    "ec2:GetPasswordData": "Windows passwords",
    "ecr:BatchGetImage": "contents of images",
    "ecr:GetAuthorizationToken": "a registry password",
    "elasticbeanstalk:DescribeConfigurationSettings": "environment variables of applications",
    "glue:GetConnection": "passwords of databases",
    "kinesis:GetRecords": "contents of streams",
    "kms:Decrypt": "everything encrypted",
    "lambda:GetFunction": "a URL of the code; environment variables",
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
    "states:DescribeStateMachine": "definitions, which contain the data they send",
    "states:GetExecutionHistory": "inputs and results",
    "sts:AssumeRole": "another role, which this policy would not limit",
}
"""Not allowed although people may expect it: the action, and what it would reveal."""


def read_only_policy(services: Sequence[str] = ()) -> str:
    """Return the policy for some services, or for all of them.

    Raises UsageError for an unknown service, with the nearest names.
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
        f"`--read-only` does not support the service `{service}`",
        f"{meant}supported services: {', '.join(SERVICES)}",
    )
