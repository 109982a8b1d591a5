"""AES-256-GCM (NIST SP 800-38D), from cryptography."""

TYPE_CHECKING = False  # typing costs a millisecond here; type checkers know this name

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def aes_gcm(key: bytes) -> "AESGCM":
    """Return the cipher for a key.

    Taken from the compiled module if possible. cryptography's public module re-exports the same
    class, but importing that takes longer than the rest of a cached answer.
    """
    try:
        from cryptography.hazmat.bindings._rust import openssl

        return openssl.aead.AESGCM(key)
    except (ImportError, AttributeError):
        from cryptography.hazmat.primitives.ciphers import aead

        return aead.AESGCM(key)
