"""Where the user signs in: start URL and region, asked until the server knows them."""

from concurrent.futures import ThreadPoolExecutor

from aws_sso.annotations import Sequence
from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.frozen import replace
from aws_sso.domain.session.known_portal import KnownPortal
from aws_sso.domain.session.portal_address import is_own_address
from aws_sso.domain.session.start_url import StartUrl, likely_typo, read_start_url
from aws_sso.domain.settings.settings import InstanceSettings
from aws_sso.domain.text.messages import REGION_FORM
from aws_sso.errors import ConfigError, NetworkError, SsoError, UsageError
from aws_sso.use_cases.check_portal import problem_with_region
from aws_sso.use_cases.locate_portal import portal_behind
from aws_sso.use_cases.set_up.asking import Choice, Option, Question
from aws_sso.use_cases.set_up.context import Context

_AT_ONCE = 8


def ask_address(
    context: Context, found: KnownPortal | None, current: InstanceSettings | None
) -> tuple[str, str]:
    """Ask for the start URL and find its region; ask for the region only if it is not found.

    Repeats until the server knows both, or the user insists.
    """
    known_url = current.start_url if current else found.start_url if found else ""
    region = current.sso_region if current else found.region if found else ""
    url = context.given.start_url or known_url
    asks = not context.given.start_url and found is None
    searches = True
    knows_region = found is not None or (current is not None and not context.given.advanced)
    while True:
        if asks:
            url = context.asker.text(
                Question(
                    "Start URL of the AWS access portal",
                    "where you sign in: the full URL, its host, or just d-…",
                    url,
                    lambda text: _ignored(read_start_url(text)),
                    flag="--start-url",
                )
            )
        start = read_start_url(url)
        # A configured URL stays as written.
        plain = url if url == known_url else start.url
        meant = likely_typo(plain)
        if meant:
            context.say(f"warning: {plain} does not end in `/start`; did you mean {meant}?")
        # Ask the sign-in service about the portal behind a company's own URL.
        start, problem = _at_aws(context, replace(start, url=plain))
        if problem is None and (not knows_region or context.given.sso_region):
            region, problem = _region(context, start, start.url, region, searches=searches)
        knows_region = False
        problem = problem or _problem(context, start.url, region)
        if problem is None:
            return plain, region
        answer = _after(context, problem, region)
        if answer == "all":
            better = _region_that_knows(context, start.url, regions_of(context, start.partition))
            if better:
                context.say(f"found in {better}")
                return plain, better
            context.say("not found in any region")
            answer = "url"
        elif answer == "keep":
            return plain, region
        asks = searches = answer == "url"
        region = region if asks else ""


def _at_aws(context: Context, start: StartUrl) -> tuple[StartUrl, SsoError | None]:
    """Return AWS's own URL of the portal, with a problem if there is none."""
    if not context.given.checks or not is_own_address(start.url):
        return start, None
    try:
        found = portal_behind(start.url, context.ports.page)
    except SsoError as error:
        return start, error
    context.say(f"{start.url} redirects to {found.url}")
    return StartUrl(found.url, found.region, found.partition), None


def check_region(text: str) -> None:
    """Raise UsageError for an invalid region."""
    if not is_region_name(text):
        raise UsageError(f"`{text}` is not a region", REGION_FORM)


def regions_of(context: Context, partition: str) -> Sequence[str]:
    """Return the regions of a partition, the most common one first."""
    found = [name for name in context.ports.region_names() if partition_of(name) == partition]
    return sorted(found, key=lambda name: (name != "us-east-1", name))


def _region(
    context: Context, start: StartUrl, url: str, known: str, *, searches: bool
) -> tuple[str, SsoError | None]:
    """Return a portal's region (given, found or asked), and a problem if no region has it."""
    if context.given.sso_region:
        check_region(context.given.sso_region)
        return context.given.sso_region, None
    regions = regions_of(context, start.partition)
    likely = known or start.region or next(iter(regions), "")
    if searches and context.given.checks:
        problem = _problem(context, url, likely)
        if problem is not None and not isinstance(problem, NetworkError):
            found = _region_that_knows(context, url, [one for one in regions if one != likely])
            if found is None:
                return "", ConfigError(
                    f"{url} was not found in any region",
                    "check the URL in your invitation to the portal",
                )
            likely, problem = found, None
        if problem is None and not context.given.advanced:
            context.say(f"Identity Center is in {likely}")
            return likely, None
    return (
        context.asker.text(
            Question(
                "Region of Identity Center",
                "where Identity Center was set up, not where you work; Tab completes",
                likely,
                check_region,
                regions,
                flag="--sso-region",
            )
        ),
        None,
    )


def _problem(context: Context, url: str, region: str) -> SsoError | None:
    if not context.given.checks:
        return None
    return problem_with_region(context.ports.sign_in_service, region, url)


def _region_that_knows(context: Context, url: str, regions: Sequence[str]) -> str | None:
    """Ask the sign-in services of several regions in parallel."""
    service = context.ports.sign_in_service
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        problems = pool.map(lambda region: problem_with_region(service, region, url), regions)
        return next(
            (region for region, bad in zip(regions, problems, strict=True) if bad is None), None
        )


def _after(context: Context, problem: SsoError, region: str) -> str:
    """Ask what to do about an unknown portal; without a region, all were searched.

    Raises the problem if nobody can answer.
    """
    options = [Option("url", "enter another start URL"), Option("region", "another region")]
    if region:
        options += [
            Option("all", "search all regions"),
            Option("keep", "continue with these"),
        ]
    choice = Choice(
        f"{problem.message}. What now?",
        problem.hint or "start URL and region belong together",
        options,
        "stop",
    )
    answer = context.asker.choose(choice)
    if answer == "stop" or (answer == "region" and context.given.sso_region):
        raise problem
    return answer


def _ignored(_: object) -> None:
    """Drop a result that only serves to check for errors."""
