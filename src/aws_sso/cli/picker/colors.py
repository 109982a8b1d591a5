"""Colors of the picker: ours, from `PromptColors`, or none."""

from aws_sso.annotations import Mapping
from aws_sso.domain.text.nearest import nearest

COLORS = {
    "DefaultColor": "ansidefault",
    "Black": "ansiblack",
    "DarkRed": "ansired",
    "DarkGreen": "ansigreen",
    "Brown": "ansiyellow",
    "DarkBlue": "ansiblue",
    "Purple": "ansimagenta",
    "Cyan": "ansicyan",
    "LightGray": "ansigray",
    "DarkGray": "ansibrightblack",
    "Red": "ansibrightred",
    "Green": "ansibrightgreen",
    "Yellow": "ansibrightyellow",
    "Blue": "ansibrightblue",
    "Fuchsia": "ansibrightmagenta",
    "Turquoise": "ansibrightcyan",
    "White": "ansiwhite",
}
"""Color names in config.yaml, as in aws-sso-cli, and prompt_toolkit's names."""

PARTS = {
    "PrefixTextColor": ("prompt", "fg"),
    "PrefixBackgroundColor": ("prompt", "bg"),
    "InputTextColor": ("input", "fg"),
    "InputBGColor": ("input", "bg"),
    "PreviewSuggestionTextColor": ("match", "fg"),
    "PreviewSuggestionBGColor": ("match", "bg"),
    "SuggestionTextColor": ("row", "fg"),
    "SuggestionBGColor": ("row", "bg"),
    "SelectedSuggestionTextColor": ("selected", "fg"),
    "SelectedSuggestionBGColor": ("selected", "bg"),
    "DescriptionTextColor": ("quiet", "fg"),
    "DescriptionBGColor": ("quiet", "bg"),
    "SelectedDescriptionTextColor": ("selected.quiet", "fg"),
    "SelectedDescriptionBGColor": ("selected.quiet", "bg"),
    "ScrollbarThumbColor": ("count", "fg"),
    "ScrollbarBGColor": ("count", "bg"),
}
"""What each key of `PromptColors` colors."""

DOTS = {
    "blue": "ansiblue",
    "turquoise": "ansibrightcyan",
    "green": "ansigreen",
    "yellow": "ansiyellow",
    "orange": "#ff8700",
    "red": "ansired",
    "pink": "#ff87d7",
    "purple": "ansimagenta",
}
"""The values of a role's `Color` tag."""

_OURS = {
    "prompt": "bold fg:ansicyan",
    "input": "bold",
    "match": "bold fg:ansigreen",
    "row": "",
    "selected": "reverse",
    "quiet": "fg:ansibrightblack",
    "selected.quiet": "",
    "count": "fg:ansibrightblack",
    "recent": "fg:ansicyan",
    "fresh": "fg:ansigreen",
    "title": "bold",
    "note": "fg:ansiyellow",
}
_WITHOUT_COLOR = {
    "prompt": "bold",
    "input": "bold",
    "match": "bold underline",
    "selected": "reverse",
    "title": "bold",
}


def style_rules(prompt_colors: Mapping[str, str], *, colored: bool) -> dict[str, str]:
    """Return style rules for prompt_toolkit: `PromptColors` on top of the defaults, or none."""
    if not colored:
        return dict(_WITHOUT_COLOR)
    rules = dict(_OURS)
    for key, name in prompt_colors.items():
        if key in PARTS and name in COLORS:
            part, side = PARTS[key]
            if part == "selected":  # The user's colors instead of our inverted ones.
                rules[part] = rules[part].removeprefix("reverse").strip()
            rules[part] = f"{rules[part]} {side}:{COLORS[name]}".strip()
    rules |= {f"dot-{name}": f"fg:{color}" for name, color in DOTS.items()}
    return rules


def unknown_colors(prompt_colors: Mapping[str, str]) -> list[str]:
    """Return the problems with `PromptColors`, one sentence each."""
    problems = []
    for key, name in prompt_colors.items():
        word, known = (key, list(PARTS)) if key not in PARTS else (name, list(COLORS))
        if word not in known:
            near = nearest(word, known)
            meant = f"; did you mean `{near[0]}`?" if near else ""
            problems.append(f"`PromptColors`: `{word}` is not known{meant}")
    return problems
