"""Console pages of resources: one line per kind of resource, easy to extend.

A page is the part of its URL after the console's host. `{…}` is a percent-encoded piece of the ARN:
`region`, `account`, `arn`, `name` (the part after the kind), `path` (the same, with its slashes),
`path1`, `path2`, … (the pieces of `name` between `/` and `:`), `last` (the last piece), and what
`page_of` adds. The URLs are the ones that the console itself shows.
"""

import re
from urllib.parse import quote

from aws_sso.annotations import Callable
from aws_sso.domain.aws.resource_arn import ResourceArn
from aws_sso.domain.console.domains import api_domain

_EC2 = "/ec2/home?region={region}#"
_VPC = "/vpcconsole/home?region={region}#"
_IAM = "/iam/home?region={region}#"
_LOGS = "/cloudwatch/home?region={region}#logsV2:log-groups/log-group/"

PAGES: dict[str, dict[str, str]] = {
    "cloudformation": {
        "stack": "/cloudformation/home?region={region}#/stacks/stackinfo?stackId={arn}"
    },
    "cloudwatch": {
        "alarm": "/cloudwatch/home?region={region}#alarmsV2:alarm/{name}",
        "dashboard": "/cloudwatch/home?region={region}#dashboards/dashboard/{name}",
    },
    "dynamodb": {"table": "/dynamodbv2/home?region={region}#table?name={path1}"},
    "ec2": {
        "image": _EC2 + "ImageDetails:imageId={name}",
        "instance": _EC2 + "InstanceDetails:instanceId={name}",
        "launch-template": _EC2 + "LaunchTemplateDetails:launchTemplateId={name}",
        "network-interface": _EC2 + "NetworkInterface:networkInterfaceId={name}",
        "security-group": _EC2 + "SecurityGroup:groupId={name}",
        "snapshot": _EC2 + "SnapshotDetails:snapshotId={name}",
        "subnet": _VPC + "SubnetDetails:subnetId={name}",
        "volume": _EC2 + "VolumeDetails:volumeId={name}",
        "vpc": _VPC + "VpcDetails:VpcId={name}",
    },
    "ecr": {"repository": "/ecr/repositories/private/{account}/{path}?region={region}"},
    "ecs": {
        "cluster": "/ecs/v2/clusters/{path1}?region={region}",
        "service": "/ecs/v2/clusters/{path1}/services/{path2}?region={region}",
        "task": "/ecs/v2/clusters/{path1}/tasks/{path2}?region={region}",
        "task-definition": "/ecs/v2/task-definitions/{path1}/{path2}?region={region}",
    },
    "eks": {"cluster": "/eks/home?region={region}#/clusters/{path1}"},
    "iam": {
        "group": _IAM + "/groups/details/{last}",
        "policy": _IAM + "/policies/details/{arn}",
        "role": _IAM + "/roles/details/{last}",
        "user": _IAM + "/users/details/{last}",
    },
    "kms": {"key": "/kms/home?region={region}#/kms/keys/{name}"},
    "lambda": {
        "function": "/lambda/home?region={region}#/functions/{path1}",
        "layer": "/lambda/home?region={region}#/layers/{path1}",
    },
    "rds": {
        "cluster": "/rds/home?region={region}#database:id={name};is-cluster=true",
        "db": "/rds/home?region={region}#database:id={name};is-cluster=false",
    },
    "secretsmanager": {"secret": "/secretsmanager/secret?name={secret}&region={region}"},
    "sns": {"": "/sns/v3/home?region={region}#/topic/{arn}"},
    "sqs": {"": "/sqs/v3/home?region={region}#/queues/{queue}"},
    "ssm": {"parameter": "/systems-manager/parameters/{parameter}/description?region={region}"},
    "states": {"stateMachine": "/states/home?region={region}#/statemachines/view/{arn}"},
}
"""Pages by the ARN's service and the kind of resource; `""` for resources without a kind."""

FRONT_PAGES = {
    "acm": "/acm/home?region={region}",
    "apigateway": "/apigateway/main/apis?region={region}",
    "autoscaling": "/ec2/home?region={region}#AutoScalingGroups:",
    "cloudfront": "/cloudfront/v4/home?region={region}",
    "cognito-idp": "/cognito/v2/home?region={region}",
    "dynamodb": "/dynamodbv2/home?region={region}",
    "ecr": "/ecr/repositories?region={region}",
    "ecs": "/ecs/v2/clusters?region={region}",
    "elasticfilesystem": "/efs/home?region={region}",
    "elasticloadbalancing": "/ec2/home?region={region}#LoadBalancers:",
    "es": "/aos/home?region={region}",
    "execute-api": "/apigateway/main/apis?region={region}",
    "kafka": "/msk/home?region={region}",
    "logs": "/cloudwatch/home?region={region}#logsV2:log-groups",
    "route53": "/route53/v2/home?region={region}",
    "secretsmanager": "/secretsmanager/listsecrets?region={region}",
    "sns": "/sns/v3/home?region={region}",
    "sqs": "/sqs/v3/home?region={region}",
    "ssm": "/systems-manager/home?region={region}",
    "vpc": "/vpcconsole/home?region={region}",
    "wafv2": "/wafv2/homev2?region={region}",
}
"""Front pages of services whose URL is not `/SERVICE/home`."""

_MORE = (
    *("athena", "backup", "bedrock", "billing", "cloudshell", "cloudtrail", "codebuild", "config"),
    *("elasticache", "glue", "guardduty", "kinesis", "logs", "organizations", "redshift", "s3"),
    *("sagemaker", "securityhub", "servicequotas", "stepfunctions", "support", "trustedadvisor"),
)
SERVICES = tuple(sorted({*PAGES, *FRONT_PAGES, *_MORE}))
"""Names to complete; any other name works too."""


def front_page(service: str, region: str) -> str:
    """Return the front page of a service; `service` is its name in ARNs."""
    form = FRONT_PAGES.get(service, f"/{quote(service, safe='')}/home?region={{region}}")
    return form.format(region=quote(region, safe=""))


def page_of(arn: ResourceArn, region: str) -> str:
    """Return the page of a resource, else the front page of its service.

    `region` is the ARN's, or the one to use if the ARN has none.
    """
    special = _SPECIAL.get(arn.service)
    if special:
        return special(arn, region)
    pages = PAGES.get(arn.service, {})
    form = pages.get(arn.kind if arn.name else "")
    if form is None:
        return front_page(arn.service, region)
    pieces = re.split("[/:]", arn.name or arn.resource)
    values = {
        "region": region,
        "account": arn.owner or "",
        "arn": str(arn),
        "name": arn.name,
        "last": pieces[-1],
        # The secret's name without the six characters that AWS appends.
        "secret": re.sub("-[A-Za-z0-9]{6}$", "", arn.name),
        "queue": f"https://sqs.{region}.{api_domain(arn.partition)}/{arn.owner}/{arn.resource}",
        # A parameter's path begins with the slash that separates it from the kind.
        "parameter": f"/{arn.name}" if "/" in arn.name else arn.name,
    }
    values |= {f"path{number}": piece for number, piece in enumerate(pieces, 1)}
    encoded = {key: quote(value, safe="") for key, value in values.items()}
    encoded["path"] = quote(arn.name, safe="/")
    try:
        return form.format(**encoded)
    except KeyError:  # The ARN lacks a piece that the page needs.
        return front_page(arn.service, region)


def _s3(arn: ResourceArn, region: str) -> str:
    bucket, _, key = arn.resource.partition("/")
    where = f"region={quote(region, safe='')}"
    if arn.account_id or ":" in bucket:  # an access point, a job: not a bucket
        return front_page("s3", region)
    if key and not key.endswith(("/", "*")):
        return f"/s3/object/{quote(bucket, safe='')}?{where}&prefix={quote(key, safe='')}"
    folder = f"&prefix={quote(key.rstrip('*'), safe='')}" if key.rstrip("*") else ""
    return f"/s3/buckets/{quote(bucket, safe='')}?{where}{folder}"


def _logs(arn: ResourceArn, region: str) -> str:
    kind, _, rest = arn.resource.partition(":")
    group, _, more = rest.partition(":")
    if kind != "log-group" or not group:
        return front_page("logs", region)
    page = _LOGS.format(region=quote(region, safe="")) + _twice(group)
    stream = more.removeprefix("log-stream:") if more.startswith("log-stream:") else ""
    return f"{page}/log-events/{_twice(stream)}" if stream and stream != "*" else page


def _twice(text: str) -> str:
    """Encode as the CloudWatch console does: percent-encoded twice, with `$` for `%`."""
    return quote(quote(text, safe=""), safe="").replace("%", "$")


_SPECIAL: dict[str, Callable[[ResourceArn, str], str]] = {"logs": _logs, "s3": _s3}
