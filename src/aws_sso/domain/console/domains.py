"""The AWS console's domain in each partition.

Sources: IAM User Guide, "Enable custom identity broker access to the AWS console"; the user guides
of AWS GovCloud, China and the European Sovereign Cloud.
"""

from aws_sso.errors import UsageError

_DOMAINS = {
    "aws": "aws.amazon.com",
    "aws-us-gov": "amazonaws-us-gov.com",
    "aws-cn": "amazonaws.cn",
    "aws-eusc": "amazonaws-eusc.eu",
}
_API_DOMAINS = {
    "aws": "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
}


def console_domain(partition: str) -> str:
    """Return the domain of a partition's console; raises UsageError if it is unknown."""
    domain = _DOMAINS.get(partition)
    if domain is None:
        raise UsageError(
            f"no console known for partition `{partition}`",
            f"known partitions: {', '.join(_DOMAINS)}",
        )
    return domain


def api_domain(partition: str) -> str:
    """Return the domain of a partition's API endpoints, which appears in some console URLs."""
    console_domain(partition)
    return _API_DOMAINS[partition]


def federation_url(partition: str, region: str) -> str:
    """Return the endpoint that turns credentials into a console session."""
    return f"https://{region}.signin.{console_domain(partition)}/federation"


def is_a_console(host: str) -> bool:
    """Return whether a host belongs to the consoles of any partition."""
    return any(is_console_host(host, partition) for partition in _DOMAINS)


def is_console_host(host: str, partition: str) -> bool:
    """Return whether a host is a console of the partition, such as `s3.console.aws.amazon.com`."""
    domain = console_domain(partition)
    return host == domain or host.endswith(f".{domain}")
