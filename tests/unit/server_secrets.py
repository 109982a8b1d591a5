"""The credential server's own secrets, in memory."""

from dataclasses import dataclass

from aws_sso.domain.server.access import Certificate, ServerToken


@dataclass
class Secrets:
    """The server's own secrets, in memory."""

    kept: ServerToken | None = None
    chain: Certificate | None = None

    def token(self) -> ServerToken | None:
        return self.kept

    def keep_token(self, token: ServerToken) -> None:
        self.kept = token

    def drop_token(self) -> bool:
        was_there, self.kept = self.kept is not None, None
        return was_there

    def certificate(self) -> Certificate | None:
        return self.chain
