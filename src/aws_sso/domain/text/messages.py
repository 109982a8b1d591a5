"""Messages and hints that several parts print, so that the same situation has the same words."""

LOGIN = "run `aws-sso login`"
LIST_ROLES = "run `aws-sso list` to see all roles, `aws-sso cache` to look for new ones"
FETCH_ROLES = "run `aws-sso cache` to fetch your roles again"
CHOOSE_ROLE = "choose a role with `--profile`; run `aws-sso list` to see all roles"
DEVICE_CODE = (
    "if the browser cannot connect back to this machine, use `--auth-workflow device_code`"
)
SAY_YES = "confirm in advance with `--yes`"
NO_TERMINAL_FOR_PICKER = "cannot open the picker: no terminal"
NO_CREDENTIALS_HERE = "no aws-sso credentials in this shell"

CHECK_SERVER = (
    "check that this is the right server: look at the network, the proxy, and the "
    "`AWS_ENDPOINT_URL…` variables"
)
CLOCK_AHEAD = "AWS returned credentials that are expired by this machine's clock"
CHECK_CLOCK = "check the clock: it may be ahead by an hour or more"
REGION_FORM = "a region looks like `eu-west-1`"

CHECK_FOLDER = "check the permissions of its folder"
CHECK_OWNER = "check its owner and permissions"
CHECK_PATH = "check the name and your `PATH`"
SAME_TOKEN = "set the same token on both machines: `aws-sso setup ecs auth --bearer-token -`"


def session_valid(instance: str, left: str) -> str:
    """Say that the user is signed in, and how long the session is valid."""
    return f"signed in to `{instance}`; session valid for {left}"


def never_fetched(instance: str) -> str:
    """Say that an instance's roles have never been fetched."""
    return f"the roles of `{instance}` were never fetched"


def not_refreshed(reason: str) -> str:
    """Say why the list of roles is not up to date."""
    return f"could not refresh the roles: {reason}"


def not_renewed(reason: str) -> str:
    """Say why credentials were not renewed."""
    return f"could not renew credentials: {reason}"


def not_stored(reason: str) -> str:
    """Say why new credentials were not stored; they are valid all the same."""
    return f"cannot store these credentials: {reason}"


def profiles_outdated(path: object) -> str:
    """Say that the profiles in a file do not match the roles."""
    return f"{path} is not up to date with your roles"


def needs_tls(origin: str) -> str:
    """Say that a server must not be called without TLS."""
    return f"refusing to connect to {origin} without TLS"


def command_not_found(name: str) -> str:
    """Say that a program does not exist."""
    return f"command not found: `{name}`"
