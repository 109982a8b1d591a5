"""A plugin of pytest for the unit tests on Windows: leaves out, by name, what cannot be run there.

`-p tests.windows.units`; a name below that fits no test is an error.
"""

from collections.abc import Sequence

import pytest
from hypothesis import settings

SHELL = "runs shells of Unix, or programs written for one"
MODES = (
    "about owners and mode bits of files; for their protection on Windows, see "
    "docs/how-to/windows.md"
)
UNIX = "about a means that only Unix has: its sockets, signals, /proc, limits or links"
STRANGERS = "about other users' connections, which are told apart on Linux only"
WINE = "Wine answers otherwise than Windows"
SOURCE = "reads our source text, the same on every platform"
SLOW = (
    "writes a thousand files or tries thousands of cases, minutes under Wine; nothing of a platform"
)
BOTOCORE = "compares our text with botocore's, which takes seconds to load under Wine"

NOT_HERE = {
    "test_addresses.py": SOURCE,
    "test_answers.py::test_whatever_comes_is_read_or_one_plain_error": SLOW,
    "test_callback_listener.py::test_another_user_neither_completes_nor_ends_it": STRANGERS,
    "test_callback_listener.py::test_strangers_do_not_fill_the_log": STRANGERS,
    "test_callback_listener.py::test_resets_and_silence_are_no_news": WINE,
    "test_doctor.py::test_repairs_that_cannot_be_done_say_why": MODES,
    "test_doctor.py::test_who_may_read_secrets_and_change_settings": MODES,
    "test_documented_commands.py": SOURCE,
    "test_documented_messages.py": SOURCE,
    "test_endpoints.py": BOTOCORE,
    "test_files_and_locks.py::test_a_failed_write_leaves_the_old_content_and_no_litter": UNIX,
    "test_files_and_locks.py::test_a_folder_on_nothing_is_one_plain_error": UNIX,
    "test_files_and_locks.py::test_a_link_is_followed_where_the_current_folder_is_gone": UNIX,
    "test_files_and_locks.py::test_a_link_stays_a_link_and_a_mode_stays_that_mode": MODES,
    "test_files_and_locks.py::test_folders_are_made_private_and_checked": MODES,
    "test_files_and_locks.py::test_memory_is_kept_private_and_given_back_to_what_follows": UNIX,
    "test_house.py": SOURCE,
    "test_one_time_address.py::test_another_user_neither_gets_it_nor_uses_it_up": STRANGERS,
    "test_peers.py": STRANGERS,
    "test_portable_shell.py": SOURCE,
    "test_powershell.py::test_unix_has_one_profile": UNIX,
    "test_profiles.py::test_a_path_means_the_same_to_shlex_and_to_a_shell": SHELL,
    "test_prose.py": SOURCE,
    "test_read_only_policy.py": SOURCE,
    "test_server_sockets.py": UNIX,
    "test_shells.py::test_any_text_arrives_unchanged": SHELL,
    "test_shells.py::test_env_files_are_read_by_a_shell_and_hold_one_line_each": SHELL,
    "test_shells.py::test_hostile_names_arrive_unchanged": SHELL,
    "test_shells.py::test_the_shell_that_calls_is_detected": SHELL,
    "test_sign_in_pages.py::test_the_note_is_for_nobody_else": MODES,
    "test_started_in_background.py": UNIX,
    "test_surroundings.py::test_a_network_namespace_of_our_own_is_noticed": UNIX,
    "test_text_encodings.py": SOURCE,
    "test_url.py::test_what_is_taken_means_the_same_to_every_library": SLOW,
    "test_url_opening.py::test_a_browser_that_does_not_start_leaves_no_listener": UNIX,
    "test_url_opening.py::test_a_browser_that_fails_is_told_of": SHELL,
    "test_url_opening.py::test_a_container_opens_in_firefox": SHELL,
    "test_url_opening.py::test_a_named_browser_is_used": SHELL,
    "test_url_opening.py::test_an_address_that_works_once": SHELL,
    "test_url_opening.py::test_exec_puts_it_in_place_of_the_mark": SHELL,
    "test_url_opening.py::test_profiles_of_browsers": SHELL,
    "test_url_opening.py::test_root_gets_no_browser_of_its_own": UNIX,
    "test_url_opening.py::test_vs_code_opens_the_page_where_its_user_sits": SHELL,
    "test_url_opening.py::test_windows_opens_the_page_from_wsl": SHELL,
    "test_url_opening.py::test_without_a_desktop_or_terminal_copying_is_explained": UNIX,
    "test_vault.py::test_a_vault_that_others_may_read_is_not_used": MODES,
    "test_vault.py::test_any_name_is_a_place_of_its_own": SLOW,
    "test_vault.py::test_every_flipped_bit_of_vault_json_is_noticed": SLOW,
    "test_vault.py::test_large_and_many_records_and_odd_names": SLOW,
    "test_vault_format.py::test_the_second_reader_reads_what_the_program_wrote": SHELL,
}
"""Files and tests of `tests/unit`, and why they do not run there."""


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Try five made-up values a property: it is Linux that tries a hundred."""
    settings.register_profile("few", settings.get_profile("patient"), max_examples=5)
    settings.load_profile("few")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave them out."""
    left_out: set[str] = set()
    kept: list[pytest.Item] = []
    gone: list[pytest.Item] = []
    for item in items:
        found = [name for name in _names_of(item) if name in NOT_HERE]
        left_out.update(found)
        (gone if found else kept).append(item)
    unknown = set(NOT_HERE) - left_out
    if unknown:
        raise pytest.UsageError(f"no such tests: {sorted(unknown)}")
    config.hook.pytest_deselected(items=gone)
    items[:] = kept


def _names_of(item: pytest.Item) -> Sequence[str]:
    name = item.name.partition("[")[0]
    return (item.path.name, f"{item.path.name}::{name}")
