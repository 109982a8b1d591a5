"""Sessions of the emulator, and botocore clients that sign with them."""

from typing import Any

import botocore.session
from botocore.config import Config

from aws_sso.emulator.key_mint import Keys, LocalMint
from aws_sso.emulator.signed.sessions import RoleSession
from aws_sso.emulator.world import World

ACCOUNT, ROLE = "111122223333", "Admin"


def begun(world: World, ttl: int = 3600, role: str = ROLE) -> RoleSession:
    """A session as the portal begins one."""
    keys = LocalMint().make(ACCOUNT, role, world.clock.now(), ttl)
    return world.sessions.begin(keys, ACCOUNT, role)


def client(world: World, service: str, keys: Keys) -> Any:
    """A botocore client with these keys, which is led to the emulator for everything."""
    return botocore.session.Session().create_client(
        service,
        region_name="us-east-1",
        endpoint_url=world.base_url,
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
        aws_session_token=keys.session_token,
        config=Config(retries={"max_attempts": 0}),
    )


def keys_in(answer: Any) -> Keys:
    """The keys in an answer of STS."""
    given = answer["Credentials"]
    return Keys(
        given["AccessKeyId"],
        given["SecretAccessKey"],
        given["SessionToken"],
        given["Expiration"].timestamp(),
    )
