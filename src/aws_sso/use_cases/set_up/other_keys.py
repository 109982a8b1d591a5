"""Keys of config.yaml that the wizard asks for only on request."""

from aws_sso.domain.settings.keys import TOP_KEYS, Key, Kind
from aws_sso.domain.settings.settings import value_at
from aws_sso.domain.settings.typed import UNSET, text_of_value, value_from_text
from aws_sso.errors import UsageError
from aws_sso.use_cases.set_up.asking import Choice, Option, Question
from aws_sso.use_cases.set_up.context import Context
from aws_sso.use_cases.set_up.draft import ConfigEdits

_ASKED_BEFORE = ("SSOConfig", "SecureStore", "JsonStore", "DefaultRegion", "ProfileFormat")
_NOT_ON_A_LINE = (Kind.ONE_PASSWORD, Kind.INSTANCES, Kind.POLICIES)
_OLD = ("FirefoxOpenUrlInContainer",)


def take_given_keys(context: Context, edits: ConfigEdits) -> None:
    """Take other keys given in advance."""
    for name, text in context.given.more.items():
        key = next((key for key in TOP_KEYS if key.name == name), None)
        if key is None or key.kind in _NOT_ON_A_LINE:
            raise UsageError(
                f"cannot set key `{name}` this way",
                "see `aws-sso help configuration`",
            )
        edits[name,] = value_from_text(key, text)
    if context.given.more:
        context.draft.settings_with(edits)


def ask_other_keys(context: Context, edits: ConfigEdits) -> None:
    """Ask for every other key."""
    for key in TOP_KEYS:
        done = key.name in _ASKED_BEFORE or key.name in _OLD or key.name in context.given.more
        if not done and key.kind not in _NOT_ON_A_LINE:
            _ask_key(context, edits, key)


def _ask_key(context: Context, edits: ConfigEdits, key: Key) -> None:
    current = value_at(context.settings, key.field_name) if context.settings else key.default
    shown = text_of_value(current or None if key.default == () else current)
    if key.kind in (Kind.CHOICE, Kind.BOOLEAN):
        allowed = key.allowed or ("true", "false")
        options = [Option(word, word) for word in allowed]
        if not shown:
            options.insert(0, Option(UNSET, "automatic"))
        answer = context.asker.choose(Choice(key.name, key.meaning, options, shown or UNSET))
    else:
        answer = context.asker.text(
            Question(
                key.name,
                f"{key.meaning}; {key.expected()}, {UNSET} for the default",
                shown or UNSET,
                lambda text: _check_key(context, edits, key, text),
            )
        )
    if answer != (shown or UNSET):
        context.change(edits, key.name, value_from_text(key, answer))


def _check_key(context: Context, edits: ConfigEdits, key: Key, text: str) -> None:
    value = value_from_text(key, text)
    context.draft.settings_with({**edits, (key.name,): value})
