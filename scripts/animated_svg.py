"""An animated picture of a terminal: SVG without script, and still where motion is unwelcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from pictured import THEME
from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.color_triplet import ColorTriplet
from rich.console import Console
from rich.style import Style
from rich.text import Text

CELL, ROW, PADDING, BAR = 8.4, 19, 14, 28
"""Width and height of a cell, space around the screen, height of the title bar; in pixels."""
PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">
<title>{title}</title>
<style>
text{{font:14px 'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace;white-space:pre}}
.b{{font-weight:bold}}.u{{text-decoration:underline}}
.film{{transform:translateX({last}px)}}
@media (prefers-reduced-motion:no-preference){{
.film{{animation:film {seconds}s step-end infinite}}}}
@keyframes film{{{keyframes}}}
</style>
<defs>
<clipPath id="screen"><rect width="{screen_width}" height="{screen_height}"/></clipPath>
{lines}</defs>
<rect x=".5" y=".5" width="{frame_width}" height="{frame_height}" rx="8" fill="{background}" \
stroke="#808080"/>
<g fill="#808080"><circle cx="18" cy="15" r="5"/><circle cx="36" cy="15" r="5"/>\
<circle cx="54" cy="15" r="5"/></g>
<g transform="translate({left},{top})" clip-path="url(#screen)"><g class="film">
{frames}</g></g>
</svg>
"""


@dataclass(frozen=True)
class Frame:
    """What a terminal shows for a while: lines with escape sequences, and the cursor's place.

    The cursor is a column and a row, or None where it is hidden.
    """

    lines: tuple[str, ...]
    cursor: tuple[int, int] | None
    milliseconds: int


def animated(title: str, frames: list[Frame], columns: int, rows: int) -> str:
    """Return an SVG that shows these frames again and again, and the last one by default.

    A line that several frames share is drawn once and used in each of them.
    """
    screen_width, screen_height = _number(columns * CELL), rows * ROW
    width, height = _number(columns * CELL + 2 * PADDING), rows * ROW + BAR + PADDING
    names: dict[str, str] = {}
    drawn = [_frame(frame, number * columns * CELL, names) for number, frame in enumerate(frames)]
    return PICTURE.format(
        title=escape(title),
        width=width,
        height=height,
        frame_width=_number(columns * CELL + 2 * PADDING - 1),
        frame_height=height - 1,
        screen_width=screen_width,
        screen_height=screen_height,
        left=PADDING,
        top=BAR,
        background=THEME.background_color.hex,
        last=_number(-(len(frames) - 1) * columns * CELL),
        seconds=_number(sum(frame.milliseconds for frame in frames) / 1000),
        keyframes="".join(_keyframes(frames, columns)),
        lines="".join(f'<g id="{name}">{line}</g>\n' for line, name in names.items()),
        frames="".join(drawn),
    )


def _keyframes(frames: list[Frame], columns: int) -> Iterator[str]:
    whole = sum(frame.milliseconds for frame in frames)
    began = 0
    for number, frame in enumerate(frames):
        yield f"{_number(began * 100 / whole)}%{{transform:translateX({_at(number, columns)})}}"
        began += frame.milliseconds
    yield f"100%{{transform:translateX({_at(len(frames) - 1, columns)})}}"


def _at(number: int, columns: int) -> str:
    return f"{_number(-number * columns * CELL)}px"


def _frame(frame: Frame, left: float, names: dict[str, str]) -> str:
    """Return a frame, with its new lines added to those that have a name."""
    parts = []
    if frame.cursor:
        column, row = frame.cursor
        place = f'x="{_number(column * CELL)}" y="{row * ROW}"'
        parts.append(f'<rect {place} width="{CELL}" height="{ROW}" fill="#808080"/>')
    for row, line in enumerate(frame.lines):
        if drawn := "".join(_line(line)):
            name = names.setdefault(drawn, f"l{len(names)}")
            parts.append(f'<use href="#{name}" y="{row * ROW}"/>')
    return f'<g transform="translate({_number(left)})">{"".join(parts)}</g>\n'


def _line(line: str) -> Iterator[str]:
    """Yield a line's stretches of one style: their background, then their text."""
    column = 0
    for text, style, _ in Text.from_ansi(line).render(Console(width=1000)):
        width = cell_len(text.rstrip("\n"))
        place = f'x="{_number(column * CELL)}"'
        length = f'"{_number(width * CELL)}"'
        front, back = _colors(style or Style())
        column += width
        if back:
            yield f'<rect {place} width={length} height="{ROW}" fill="{back}"/>'
        if text.strip():
            # The length keeps columns straight in whatever font there is.
            yield (
                f'<text {place} y="14" textLength={length} fill="{front}"{_classes(style)}>'
                f"{escape(text, quote=False)}</text>"
            )


def _classes(style: Style | None) -> str:
    names = {"b": style.bold, "u": style.underline} if style else {}
    chosen = " ".join(name for name, on in names.items() if on)
    return f' class="{chosen}"' if chosen else ""


def _colors(style: Style) -> tuple[str, str | None]:
    """Return the colors of text and background; None is the terminal's own."""
    front = _color(style.color, THEME.foreground_color)
    back = _color(style.bgcolor, THEME.background_color)
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = blend_rgb(front, back, 0.35)
    return front.hex, back.hex if back != THEME.background_color else None


def _color(color: Color | None, default: ColorTriplet) -> ColorTriplet:
    if color is None or color.is_default:
        return default
    return color.get_truecolor(THEME)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
