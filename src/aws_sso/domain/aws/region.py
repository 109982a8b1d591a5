"""Names of AWS regions."""


def is_region_name(text: str) -> bool:
    """Return whether `text` has the shape of a region name, such as `us-gov-west-1`.

    Checks the shape only, since AWS adds new regions. The name becomes part of host names, so only
    lower-case letters, digits and single hyphens pass.
    """
    parts = text.split("-")
    return (
        3 <= len(parts) <= 5
        and text.isascii()
        and all(part.isalnum() and part == part.lower() for part in parts)
        and parts[0].isalpha()
        and parts[-1].isdigit()
        and len(text) <= 32
    )
