"""Where the AWS console of each partition is.

IAM User Guide, "Enable custom identity broker access to the AWS console"; AWS GovCloud, China and
European Sovereign Cloud user guides.
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
    """Return the domain of a partition's console; raises UsageError where none is known."""
    domain = _DOMAINS.get(partition)
    if domain is None:
        raise UsageError(
            f"the address of the console in the partition `{partition}` is not known",
            f"consoles are known of: {', '.join(_DOMAINS)}",
        )
    return domain


def api_domain(partition: str) -> str:
    """Return the domain of a partition's API endpoints, which some console addresses contain."""
    console_domain(partition)
    return _API_DOMAINS[partition]


def federation_url(partition: str, region: str) -> str:
    """Return the endpoint that turns credentials into a console session."""
    return f"https://{region}.signin.{console_domain(partition)}/federation"


def is_console_host(host: str, partition: str) -> bool:
    """Tell whether a host belongs to the partition's consoles, as `s3.console.aws.amazon.com`."""
    domain = console_domain(partition)
    return host == domain or host.endswith(f".{domain}")
