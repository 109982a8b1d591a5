"""Who else may use a file on Windows: the rights that its access list gives to wide groups.

Mode bits mean nothing there. A home folder's list names its user, the system and the
administrators. A folder elsewhere often adds everyone who may log in.
"""

import sys

from aws_sso.annotations import StrPath

ANYBODY = {
    "S-1-1-0": "everyone",
    "S-1-5-11": "all logged-in users",
    "S-1-5-32-545": "all users of this machine",
    "S-1-5-32-546": "guests",
}
"""The groups, by their identifiers (Microsoft, "Well-known SIDs")."""
_READ = 0x0000_0001 | 0x1000_0000 | 0x8000_0000
"""FILE_READ_DATA, GENERIC_ALL, GENERIC_READ."""
_WRITE = 0x0000_0002 | 0x0000_0004 | 0x0000_0040 | 0x0001_0000 | 0x000C_0000 | 0x5000_0000
"""Write data, append, delete child, delete, write DAC, write owner, GENERIC_ALL, GENERIC_WRITE."""
_ALLOWED, _FOR_CHILDREN_ONLY = 0, 0x08


def others_rights(path: StrPath) -> dict[str, str]:
    """Return the rights of wide groups, by identifier: `read` or `write to`.

    Empty if unknown, and on other systems.
    """
    found: dict[str, str] = {}
    for group, mask in _allowed(path):
        if group in ANYBODY and mask & (_READ | _WRITE):
            found[group] = "write to" if mask & _WRITE else found.get(group, "read")
    return found


if sys.platform == "win32":

    def _allowed(path: StrPath) -> list[tuple[str, int]]:
        """Return the identifiers and rights in a file's access list; a missing list allows all."""
        from ctypes import POINTER, WinDLL, byref, c_void_p, c_wchar_p, cast, string_at, wintypes

        security, kernel = WinDLL("advapi32"), WinDLL("kernel32")
        kernel.LocalFree.argtypes = (c_void_p,)
        entries, descriptor = c_void_p(), c_void_p()
        security.GetNamedSecurityInfoW.argtypes = (
            *(wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, c_void_p, c_void_p),
            *(POINTER(c_void_p), c_void_p, POINTER(c_void_p)),
        )
        # SE_FILE_OBJECT, DACL_SECURITY_INFORMATION
        if security.GetNamedSecurityInfoW(
            str(path), 1, 4, None, None, byref(entries), None, byref(descriptor)
        ):
            return []
        try:
            if not entries.value:
                return [("S-1-1-0", 0x1000_0000)]
            found = []
            security.GetAce.argtypes = (c_void_p, wintypes.DWORD, POINTER(c_void_p))
            security.ConvertSidToStringSidW.argtypes = (c_void_p, POINTER(c_void_p))
            # struct ACL: revision and padding, size, number of entries.
            for number in range(int.from_bytes(string_at(entries.value, 6)[4:], "little")):
                entry, text = c_void_p(), c_void_p()
                if not security.GetAce(entries, number, byref(entry)) or not entry.value:
                    continue
                # struct ACCESS_ALLOWED_ACE: kind, flags, size, rights, identifier.
                head = string_at(entry.value, 8)
                if head[0] != _ALLOWED or head[1] & _FOR_CHILDREN_ONLY:
                    continue
                if security.ConvertSidToStringSidW(c_void_p(entry.value + 8), byref(text)):
                    name = cast(text, c_wchar_p).value or ""
                    found.append((name, int.from_bytes(head[4:], "little")))
                    kernel.LocalFree(text)
            return found
        finally:
            kernel.LocalFree(descriptor)

else:

    def _allowed(path: StrPath) -> list[tuple[str, int]]:
        return []
