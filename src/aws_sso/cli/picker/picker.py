"""The picker itself: a prompt_toolkit screen with an input line and the roles below it."""

import gc
import threading
from contextlib import suppress
from functools import partial

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import BufferControl, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.containers import ConditionalContainer, WindowAlign
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style

from aws_sso.annotations import TYPE_CHECKING, Any, Callable, Sequence
from aws_sso.cli.picker.details import DETAIL_LINES, details, help_text
from aws_sso.cli.picker.rows import Fragments, RowLayout, cell
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.candidates import Candidate, Candidates
from aws_sso.domain.roles.query import read_query
from aws_sso.domain.roles.search import RoleSearch

if TYPE_CHECKING:
    from aws_sso.cli.picker.tag_menu import TagMenu

USE, CONSOLE = "use", "console"
_ROOM_FOR_DETAILS = 14
_ROOM_FOR_HEADINGS = 6
_HINTS = "enter use  tab tags  ctrl-o console  ctrl-y copy ARN  f1 help  esc leave"
_ESCAPE_TIME = 0.05
"""Seconds after which Esc stands alone and does not start another key's sequence."""


@frozen
class Picked:
    """The picked role, and what to do with it: `use` it, or open its `console`."""

    role: Candidate
    action: str = USE

    @property
    def opens_console(self) -> bool:
        """Whether the user wants the console instead of the picker's purpose."""
        return self.action == CONSOLE


@frozen
class Look:
    """The picker's options: a title, style rules, and settings from config.yaml.

    `can_suspend` is false if it could not be resumed: a shell waits for our output.
    """

    title: str
    style: dict[str, str]
    first_tag: str | None = None
    full_text: bool = True
    can_suspend: bool = True


@frozen
class Offer:
    """The candidates, and what finds and draws them."""

    candidates: Candidates
    search: RoleSearch
    layout: RowLayout


class Picker:
    """Lets a user pick one of `candidates`; `copy` copies a text and returns a message.

    `text` is the initial input.
    """

    def __init__(
        self,
        candidates: Candidates,
        now: float,
        look: Look,
        copy: Callable[[str], str],
        text: str = "",
    ) -> None:
        self._now = now
        self._look = look
        self._copy = copy
        self._offer = self._ready(candidates)
        self._query = read_query("")
        self._found: Sequence[int] = ()
        """The numbers of the candidates that match, best first."""
        self._selected = 0
        self._top = 0
        self._menu: TagMenu | None = None
        self._helps = False
        self._note = ""
        self.line = Buffer(multiline=False, on_text_changed=lambda _: self._typed())
        self._app: Application[Picked | None] | None = None
        self._next: Offer | None = None
        if text:
            self.line.insert_text(text)  # This searches, too.
            return
        self._typed()
        if not look.full_text:
            self._open_menu()

    def run(self, source: Input | None = None, screen: Output | None = None) -> Picked | None:
        """Show it, and return what was picked; None if the user left."""
        self._app = self.application(source, screen)
        return self._app.run()

    def application(
        self, source: Input | None = None, screen: Output | None = None
    ) -> "Application[Picked | None]":
        """Return the screen on a terminal; None means stdin and stdout."""
        counts = FormattedTextControl(self._counts)
        first = VSplit(
            [
                Window(FormattedTextControl([("class:prompt", "> ")]), width=2),
                Window(BufferControl(self.line), style="class:input"),
                Window(counts, align=WindowAlign.RIGHT, dont_extend_width=True),
            ],
            height=1,
        )
        with_details = ConditionalContainer(
            Window(FormattedTextControl(self._details), height=DETAIL_LINES + 1),
            Condition(lambda: self._has_room_for_details),
        )
        body = [
            first,
            Window(FormattedTextControl(self._body)),
            with_details,
            Window(FormattedTextControl(self._hints), height=1),
        ]
        self._app = app = Application[Picked | None](
            layout=Layout(HSplit(body), focused_element=self.line),
            key_bindings=self._keys(),
            style=Style.from_dict(self._look.style),
            full_screen=True,
            input=source,
            output=screen,
        )
        app.ttimeoutlen = _ESCAPE_TIME
        app.timeoutlen = _ESCAPE_TIME
        app.after_render.add_handler(self._prepare_once)
        return app

    def offer(self, candidates: Candidates) -> None:
        """Replace the candidates, keeping input and selection. Thread-safe."""
        offer = self._ready(candidates)
        offer.search.prepare()
        self._next = offer
        loop = self._app.loop if self._app else None
        if loop:
            with suppress(RuntimeError):  # the user has just left
                loop.call_soon_threadsafe(self._take_next)

    def _ready(self, candidates: Candidates) -> Offer:
        filled = "bg:" in self._look.style.get("row", "")
        return Offer(
            candidates,
            RoleSearch(candidates, self._now, self._look.full_text),
            RowLayout(candidates, self._now, filled=filled),
        )

    def _take_next(self) -> None:
        if self._next is None or self._app is None:
            return
        current = self._current()
        self._offer, self._next = self._next, None
        self._found = self._offer.search.matches(self._query)
        self._selected = max(0, min(self._selected, len(self._found) - 1))
        if current:
            every = self._offer.candidates.all()
            arns = (every[number].role.arn for number in self._found)
            places = (at for at, arn in enumerate(arns) if arn == current.role.arn)
            self._selected = next(places, self._selected)
        self._app.invalidate()

    def _prepare_once(self, app: "Application[Any]") -> None:
        """After the first paint, prepare what the first key press needs."""
        app.after_render.remove_handler(self._prepare_once)
        self._take_next()
        threading.Thread(target=self.prepare, daemon=True).start()

    def prepare(self) -> None:
        """Do work that key presses would otherwise wait for."""
        self._offer.search.prepare()
        gc.freeze()  # keep all roles: filtering them repeatedly would take 15 ms each time

    @property
    def _width(self) -> int:
        return self._app.output.get_size().columns if self._app else 80

    @property
    def _height(self) -> int:
        return self._app.output.get_size().rows if self._app else 24

    @property
    def _has_room_for_details(self) -> bool:
        return self._height >= _ROOM_FOR_DETAILS and not self._helps

    @property
    def _page(self) -> int:
        """The number of lines for roles."""
        others = 2 + self._has_headings + (DETAIL_LINES + 1 if self._has_room_for_details else 0)
        return max(1, self._height - others)

    @property
    def _has_headings(self) -> bool:
        return self._height >= _ROOM_FOR_HEADINGS

    def _typed(self) -> None:
        self._note = ""
        self._query = read_query(self.line.text)
        self._found = self._offer.search.matches(self._query)
        self._selected = self._top = 0
        if self._menu:
            self._open_menu()

    def _current(self) -> Candidate | None:
        if not self._found:
            return None
        (current,) = self._offer.candidates.numbered([self._found[self._selected]])
        return current

    def _move(self, by: int) -> None:
        self._note = ""
        if self._menu:
            self._menu.move(1 if by > 0 else -1)
        elif self._found:
            self._selected = max(0, min(len(self._found) - 1, self._selected + by))

    def _to_end(self, by: int) -> None:
        """Move to the first or last row."""
        if self._menu:
            self._menu.selected = 0 if by < 0 else len(self._menu.items) - 1
        else:
            self._move(by * len(self._found))

    def _open_menu(self) -> None:
        # Imported here: most users never open it.
        from aws_sso.cli.picker.tag_menu import menu_for, without_last_token

        text, search = self.line.text, self._offer.search
        fitting = search.matches(read_query(without_last_token(text)))
        menu = menu_for(text, search, fitting, self._look.first_tag)
        self._menu = menu if menu.items else None

    def _tab(self) -> None:
        if self._menu:
            self._menu.move(1)
            return
        self._open_menu()
        if self._menu is None:
            self._note = "no matching tag"
        elif len(self._menu.items) == 1:
            self._take_item()

    def _take_item(self) -> None:
        assert self._menu is not None
        opens_values = self._menu.key is None
        text = self._menu.chosen(self.line.text)
        self._menu = None
        self.line.text = text
        self.line.cursor_position = len(text)
        if opens_values:
            self._open_menu()

    def _enter(self, action: str, event: KeyPressEvent) -> None:
        current = self._current()
        if self._menu:
            self._take_item()
        elif current:
            event.app.exit(result=Picked(current, action))

    def _escape(self, event: KeyPressEvent) -> None:
        if self._helps or self._menu:
            self._helps, self._menu = False, None
        else:
            event.app.exit(result=None)

    def _copy_arn(self) -> None:
        current = self._current()
        if current:
            self._note = self._copy(current.role.arn)

    def _suspend(self, event: KeyPressEvent) -> None:
        if self._look.can_suspend:
            event.app.suspend_to_background()
        else:
            self._note = "cannot suspend: the shell is waiting for the output"

    def _toggle_help(self) -> None:
        self._helps = not self._helps

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        def bind(names: Sequence[str], action: Callable[[KeyPressEvent], None]) -> None:
            for name in names:
                keys.add(name, eager=True)(action)

        def pages(count: int) -> Callable[[KeyPressEvent], None]:
            return lambda _: self._move(count * self._page)

        bind(["enter"], partial(self._enter, USE))
        bind(["c-o"], partial(self._enter, CONSOLE))
        bind(["c-c", "c-d", "c-g"], lambda event: event.app.exit(result=None))
        keys.add("escape")(self._escape)
        bind(["up", "c-p", "c-k"], lambda _: self._move(-1))
        bind(["down", "c-n", "c-j"], lambda _: self._move(1))
        bind(["pageup"], pages(-1))
        bind(["pagedown"], pages(1))
        bind(["home"], lambda _: self._to_end(-1))
        bind(["end"], lambda _: self._to_end(1))
        bind(["c-z"], self._suspend)
        bind(["tab"], lambda _: self._tab())
        bind(["s-tab"], lambda _: self._move(-1))
        bind(["c-y"], lambda _: self._copy_arn())
        bind(["f1"], lambda _: self._toggle_help())

        @keys.add(Keys.BracketedPaste, eager=True)
        def pasted(event: KeyPressEvent) -> None:
            # Also for pasted text of several lines, as from a table; the input has only one.
            self.line.insert_text(" ".join(event.data.split()))

        return keys

    def _counts(self) -> Fragments:
        return [("class:count", f" {len(self._found):,}/{len(self._offer.candidates):,} ")]

    def _body(self) -> Fragments:
        if self._helps:
            return help_text(self._width)
        if self._menu:
            return self._menu_lines(self._menu)
        if not self._found:
            return [("class:quiet", "  no matches\n")]
        page = self._page
        # Keep the selected row in view, and move the others only if necessary.
        self._top = max(self._selected - page + 1, min(self._top, self._selected))
        layout = self._offer.layout
        columns = layout.columns(self._width)
        shown = self._offer.candidates.numbered(self._found[self._top : self._top + page])
        lines = layout.headings(columns) if self._has_headings else []
        for number, candidate in enumerate(shown, self._top):
            selected = number == self._selected
            lines += layout.row(candidate, self._query, columns, selected=selected)
        return lines

    def _menu_lines(self, menu: "TagMenu") -> Fragments:
        page = self._page - 1
        top = max(0, menu.selected - page + 1)
        heading = f"values of {menu.key}" if menu.key is not None else "tags"
        lines: Fragments = [("class:title", f"  {heading}\n")]
        wide = min(max(len(item.text) for item in menu.items), max(8, self._width - 14))
        for number, item in enumerate(menu.items[top : top + page], top):
            style = "class:selected" if number == menu.selected else "class:row"
            lines.append((style, "> " if number == menu.selected else "  "))
            lines += cell(item.text, wide, style, ())
            lines += [("class:quiet", f"{item.count:,}"), ("", "\n")]
        return lines

    def _details(self) -> Fragments:
        width = self._width
        rule: Fragments = [("class:quiet", "-" * width + "\n")]
        return [*rule, *details(self._current(), self._now, width)]

    def _hints(self) -> Fragments:
        if self._note:
            return [("class:note", self._note)]
        return [("class:title", f"{self._look.title}  "), ("class:quiet", _HINTS)]
