"""Scenario 9: the listener that the browser comes back to."""

import logging
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import urllib3

from aws_sso.adapters.desktop.callback_listener import CallbackListener, listening
from aws_sso.adapters.desktop.loopback_server import MOST_WAITING
from aws_sso.errors import SignInFailedError
from tests.strangers import ask_as_stranger
from tests.waiting import until


@pytest.fixture
def listener() -> Iterator[CallbackListener]:
    with listening("right-state", "My <Instance>", "aws-sso test") as opened:
        yield opened


def visit(listener: CallbackListener, query: str, **headers: str) -> urllib3.BaseHTTPResponse:
    return urllib3.request("GET", f"{listener.redirect_uri}?{query}", headers=headers)


def in_background(listener: CallbackListener, query: str) -> tuple[threading.Thread, list[str]]:
    pages: list[str] = []
    thread = threading.Thread(target=lambda: pages.append(visit(listener, query).data.decode()))
    thread.start()
    return thread, pages


def test_the_code_arrives_and_the_page_tells_the_end(listener: CallbackListener) -> None:
    """The page waits until the code was exchanged, then says who asked."""
    thread, pages = in_background(listener, "state=right-state&code=abc")
    assert listener.wait_for_code(30).reveal() == "abc"
    listener.tell_browser(None)
    thread.join()
    assert "Signed in" in pages[0]
    assert "<code>aws-sso test</code> for the instance <code>My &lt;Instance&gt;</code>" in pages[0]
    assert visit(listener, "state=right-state&code=again").status == 410


def test_strays_are_turned_away_and_waited_past(listener: CallbackListener) -> None:
    """favicon, other paths, another state, another host name."""
    base = listener.redirect_uri.removesuffix("/oauth/callback")
    assert urllib3.request("GET", f"{base}/favicon.ico").status == 404
    assert visit(listener, "state=wrong&code=evil").status == 400
    assert visit(listener, "code=evil").status == 400
    assert visit(listener, "state=right-state&code=evil", Host="evil.example.com").status == 404
    thread, _ = in_background(listener, "state=right-state&code=good")
    assert listener.wait_for_code(30).reveal() == "good"
    listener.tell_browser(None)
    thread.join()


def test_a_denial_is_told_in_both_places(listener: CallbackListener) -> None:
    """`error` instead of `code`; what the server says is shown as text, not as HTML."""
    query = "state=right-state&error=access_denied&error_description=%3Cb%3Eno%3C/b%3E"
    thread, pages = in_background(listener, query)
    with pytest.raises(SignInFailedError, match="denied in the browser"):
        listener.wait_for_code(30)
    thread.join()
    assert "&lt;b&gt;no&lt;/b&gt;" in pages[0]


def test_a_denial_cannot_forge_a_line_of_ours(listener: CallbackListener) -> None:
    """Line ends and escapes in the description are shown as what they are."""
    query = "state=right-state&error_description=no%0Ahint%3A+run+this%1B%5B2J"
    thread, _ = in_background(listener, query)
    with pytest.raises(SignInFailedError) as denied:
        listener.wait_for_code(30)
    thread.join()
    assert denied.value.message.isprintable()


def test_a_failed_exchange_is_told_in_the_browser(listener: CallbackListener) -> None:
    """Nobody is told `signed in` who is not."""
    thread, pages = in_background(listener, "state=right-state&code=abc")
    listener.wait_for_code(30)
    listener.tell_browser("the service refused")
    thread.join()
    assert "Not signed in" in pages[0]
    assert "the service refused" in pages[0]


def test_nobody_comes(listener: CallbackListener) -> None:
    """A time limit, and the other workflow as hint."""
    with pytest.raises(SignInFailedError) as caught:
        listener.wait_for_code(0.01)
    assert "device_code" in str(caught.value.hint)


def test_pages_keep_to_themselves(listener: CallbackListener) -> None:
    """Not cached, no referrer, nothing loaded from elsewhere."""
    headers = visit(listener, "state=wrong").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_the_port_is_free_again_afterwards() -> None:
    """Nothing listens once the block ends."""
    with listening("s", "i", "p") as opened:
        url = opened.redirect_uri
    with pytest.raises(urllib3.exceptions.HTTPError):
        urllib3.request("GET", url, retries=False)


def test_a_hundred_sign_ins_in_a_row() -> None:
    """The browser is back at once each time, and gets its whole page before the port closes."""
    for number in range(100):
        with listening(f"state-{number}", "Default", "aws-sso test") as opened:
            # Connections that say nothing, as browsers open them in advance.
            port = urlsplit(opened.redirect_uri).port
            early = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
            query = f"state=state-{number}&code=code-{number}"
            thread, pages = in_background(opened, query)
            assert opened.wait_for_code(30).reveal() == f"code-{number}"
            opened.tell_browser(None)
        thread.join()
        assert pages[0].endswith("</body></html>\n")
        for connection in early:
            connection.close()


@pytest.mark.parametrize("how", ["", "mapped", "gone", "reset"])
@pytest.mark.parametrize("answer", ["code=evil", "error=access_denied"])
def test_another_user_neither_completes_nor_ends_it(
    how: str, answer: str, listener: CallbackListener
) -> None:
    """Scenario 28: although they know the state; the browser is answered as if nothing was."""
    port, path = urlsplit(listener.redirect_uri).port or 0, urlsplit(listener.redirect_uri).path
    assert ask_as_stranger(port, f"{path}?state=right-state&{answer}", how) == ""
    thread, pages = in_background(listener, "state=right-state&code=good")
    assert listener.wait_for_code(30).reveal() == "good"
    listener.tell_browser(None)
    thread.join()
    assert "Signed in" in pages[0]


def test_looking_at_the_address_uses_nothing_up(listener: CallbackListener) -> None:
    """HEAD, as link checkers send it."""
    url = f"{listener.redirect_uri}?state=right-state&code=good"
    assert urllib3.request("HEAD", url).status == 405
    thread, _ = in_background(listener, "state=right-state&code=good")
    assert listener.wait_for_code(30).reveal() == "good"
    listener.tell_browser(None)
    thread.join()


def test_resets_and_silence_are_no_news(
    listener: CallbackListener,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is printed, no thread is spent on each, and the browser gets in."""
    # A command that ran in this process before may have left its log, with a stderr of its own.
    monkeypatch.setattr(logging.getLogger("aws_sso"), "handlers", [])
    monkeypatch.setattr(logging.getLogger("aws_sso"), "propagate", True)
    port = urlsplit(listener.redirect_uri).port
    before = threading.active_count()
    silent = []
    for number in range(60):
        silent.append(socket.create_connection(("127.0.0.1", port)))
        with socket.create_connection(("127.0.0.1", port)) as ours:
            ours.sendall(b"GET /oauth/callback?st" if number % 2 else b"G")
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    thread, pages = in_background(listener, "state=right-state&code=good")
    assert listener.wait_for_code(30).reveal() == "good"
    most = before + MOST_WAITING + 2  # the browser's own, and the one that answers it
    until(lambda: threading.active_count() <= most, "the end of what was dropped")
    listener.tell_browser(None)
    thread.join()
    assert "Signed in" in pages[0]
    for connection in silent:
        connection.close()
    assert capfd.readouterr() == ("", "")


def test_strangers_do_not_fill_the_log(
    listener: CallbackListener, caplog: pytest.LogCaptureFixture
) -> None:
    """One line, however many come."""
    port = urlsplit(listener.redirect_uri).port or 0
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            ask_as_stranger(port, "/")
    assert [one.message for one in caplog.records] == ["refused a connection from another user"]


def test_the_page_names_the_program_behind_ours() -> None:
    """As text, whatever it is called."""
    with listening("s", "i", "aws-sso process", "`<b>evil`, process 7") as opened:
        page = visit(opened, "state=wrong").data.decode()
    assert "aws-sso process</code>, started by &lt;b&gt;evil, process 7, for" in page
