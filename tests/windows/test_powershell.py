"""What PowerShell on Windows gets from us; Wine has none that could run it."""

import json

from tests.windows.program import WindowsProgram

PROFILE = "Documents/{}/Microsoft.PowerShell_profile.ps1"


def test_each_powershell_has_a_profile_of_its_own(on_windows: WindowsProgram) -> None:
    """Below the documents: Windows PowerShell, and the one for all systems."""
    for shell, folder in (("powershell", "WindowsPowerShell"), ("pwsh", "PowerShell")):
        profile = on_windows.home / PROFILE.format(folder)
        profile.parent.mkdir(parents=True)
        mine = b"Set-Alias k kubectl\r\n"
        profile.write_bytes(mine)
        on_windows.succeeds("setup", "shell", "--shell", shell)
        written = profile.read_bytes()
        assert written.startswith(mine)
        assert written.isascii()
        assert b"'+[char]235+'" in written  # The `ë` of the home's name.
        script = (on_windows.folder / f"completion.{shell}.ps1").read_bytes()
        assert b"function assume {" in script
        on_windows.succeeds("setup", "shell", "--uninstall", "--shell", shell)
        assert profile.read_bytes() == mine


def test_completions_come_as_ascii(signed_in: WindowsProgram) -> None:
    """Whatever the code page: names beyond it are escaped, and quoted for PowerShell."""
    role = "        Roles:\n          Admin:\n            Profile: Zoë's 東京\n"
    accounts = "  Default:\n    Accounts:\n      '111122223333':\n" + role
    content = signed_in.config.read_bytes()
    signed_in.configure(content.replace(b"  Default:\n", accounts.encode()))
    signed_in.succeeds("cache")
    ran = signed_in.succeeds(
        _AWS_SSO_COMPLETE="powershell",
        _AWS_SSO_PROGRAM="aws-sso-profile",
        _AWS_SSO_WORDS=json.dumps(["-S", "Default", "Zo"]),
        PYTHONIOENCODING="cp437",
    )
    assert ran.out.isascii()
    (item,) = json.loads(ran.out)["items"]
    assert item["text"] == "'Zoë''s 東京'"
    assert item["shown"] == "Zoë's 東京"
