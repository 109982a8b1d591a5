"""The region in which the console opens."""

from aws_sso.annotations import Mapping
from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.shell.variables import REGION_VARIABLES, TRACKING_VARIABLE
from aws_sso.errors import UsageError


def console_region(
    wanted: str | None,
    role: Role,
    partition: str,
    environ: Mapping[str, str],
    region_of_keys: str | None,
) -> str:
    """Return the first candidate region that is in the role's partition.

    `wanted` is the user's choice; raises UsageError if it is in another partition. `region_of_keys`
    comes with keys that aws-sso did not set.
    """
    if wanted and partition_of(wanted) != partition:
        raise UsageError(
            f"region `{wanted}` is not in the role's partition `{partition}`",
            "choose a region in that partition, or another role",
        )
    others = (region_of_keys, users_region(environ, role), role.default_region)
    fitting = [region for region in others if region and partition_of(region) == partition]
    return wanted or next(iter(fitting), role.sso_region)


def users_region(environ: Mapping[str, str], role: Role | None = None) -> str | None:
    """Return the region that the user set. A region that we set counts for its own role only."""
    found = next((environ[name] for name in REGION_VARIABLES[::-1] if environ.get(name)), None)
    if found is None or not is_region_name(found):
        return None
    ours = found == environ.get(TRACKING_VARIABLE)
    return found if not ours or (role and role.arn == environ.get("AWS_SSO_ROLE_ARN")) else None
