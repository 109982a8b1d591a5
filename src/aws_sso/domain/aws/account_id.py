"""AWS account ids: always twelve digits, kept as text."""

LENGTH = 12


def account_id(text: str) -> str:
    """Return `text` as a 12-digit account id, with leading zeros.

    Restores lost leading zeros (`7` means `000000000007`), because YAML readers, spreadsheets and
    people drop them. Raises ValueError for anything but 1 to 12 ASCII digits.
    """
    stripped = text.strip()
    if not (stripped.isascii() and stripped.isdigit()) or len(stripped) > LENGTH:
        raise ValueError(f"not a 12-digit AWS account id: {text!r}")
    return stripped.zfill(LENGTH)
