import os
from collections.abc import Awaitable as Awaitable
from collections.abc import Callable as Callable
from collections.abc import Collection as Collection
from collections.abc import Iterable as Iterable
from collections.abc import Iterator as Iterator
from collections.abc import Mapping as Mapping
from collections.abc import MutableMapping as MutableMapping
from collections.abc import Sequence as Sequence
from typing import IO as IO
from typing import TYPE_CHECKING as TYPE_CHECKING
from typing import Any as Any
from typing import BinaryIO as BinaryIO
from typing import Generic as Generic
from typing import Literal as Literal
from typing import NoReturn as NoReturn
from typing import Protocol as Protocol
from typing import Self as Self
from typing import TypeVar as TypeVar

StrPath = str | os.PathLike[str]
