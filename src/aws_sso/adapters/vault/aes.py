"""AES-256-GCM (NIST SP 800-38D), from cryptography."""

TYPE_CHECKING = False  # typing costs a millisecond here, and type checkers know this name

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def aes_gcm(key: bytes) -> "AESGCM":
    """Return the cipher for a key.

    Taken from the compiled module where it is there: that is the very class which cryptography's
    public module re-exports, and importing the public one takes longer than all else that a
    cached answer does.
    """
    try:
        from cryptography.hazmat.bindings._rust import openssl

        return openssl.aead.AESGCM(key)
    except (ImportError, AttributeError):
        from cryptography.hazmat.primitives.ciphers import aead

        return aead.AESGCM(key)
